import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';
import { loadCourse, loadLesson } from '../src/lessons/load';

const VIRTUAL = 'virtual:recordings';

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
      return `export default JSON.parse(${JSON.stringify(await record(join(directory, `${slug}.yaml`)))});`;
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

/** In a process of its own: the recorder loads what it needs when it needs it, which no bundle of a configuration can. */
async function record(file: string): Promise<string> {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [tsx, join('tools', 'record-lesson.ts'), file], {
    maxBuffer: 64e6,
  });
  if (stderr) process.stderr.write(stderr);
  return stdout;
}
