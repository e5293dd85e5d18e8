import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { runnerImport, type Plugin } from 'vite';
import { loadCourse, loadLesson } from '../src/lessons/load';
import type * as Recorder from './record-lesson';

const VIRTUAL = 'virtual:recordings';
const RECORDER = fileURLToPath(new URL('./record-lesson.ts', import.meta.url));

/** Figures are made from lessons that were played, so that they cannot drift from them: `virtual:recordings` has one
 *  lazy module a lesson, made when it is first asked for. */
export function recordings(directory = 'lessons'): Plugin {
  const read = (path: string) => (existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined);
  const load = (slug: string) => loadLesson(`lessons/${slug}.yaml`, read(`${slug}.yaml`) ?? '', read);
  return {
    name: 'podplay-recordings',
    resolveId(id) {
      if (id === VIRTUAL || id.startsWith(`${VIRTUAL}/`)) return `\0${id}`;
      return undefined;
    },
    async load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return undefined;
      const slug = id.slice(VIRTUAL.length + 2);
      if (!slug)
        return indexModule(
          loadCourse('lessons/index.yaml', read('index.yaml') ?? '')
            .chapters.flatMap((chapter) => chapter.lessons)
            .map(load),
        );
      const { module } = await runnerImport<typeof Recorder>(RECORDER, { configFile: false, logLevel: 'error' });
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(await module.recordLesson(load(slug))))});`;
    },
  };
}

function indexModule(lessons: readonly ReturnType<typeof loadLesson>[]): string {
  const course = lessons.map(({ slug, title, summary, minutes, steps }) => ({
    slug,
    title,
    summary,
    minutes,
    steps: steps.map(({ id, title }) => ({ id, title })),
  }));
  const imports = course.map(({ slug }) => `${JSON.stringify(slug)}: () => import(${JSON.stringify(`${VIRTUAL}/${slug}`)})`);
  return `export const course = ${JSON.stringify(course)};\nexport const recordings = { ${imports.join(', ')} };`;
}
