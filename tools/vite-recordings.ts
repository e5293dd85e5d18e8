import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';
import type { LessonOnFilm } from './record-lesson';
import { loadCourse, loadLesson } from '../src/lessons/load';

/** Figures are made from lessons that were played, so that they cannot drift from them: `virtual:recordings` has one
 *  lazy module a lesson, and `virtual:openings` how each lesson stands before it begins. */
export function recordings(directory = 'lessons'): Plugin {
  const read = (path: string) => (existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined);
  const load = (slug: string) => loadLesson(`lessons/${slug}.yaml`, read(`${slug}.yaml`) ?? '', read);
  const course = () => loadCourse('lessons/index.yaml', read('index.yaml') ?? '').chapters.flatMap((chapter) => chapter.lessons);
  // A lesson is played once a build, whoever asks.
  const played = new Map<string, Promise<LessonOnFilm>>();
  const play = (slug: string) => {
    const before = played.get(slug) ?? record(join(directory, `${slug}.yaml`));
    played.set(slug, before);
    return before;
  };
  return {
    name: 'podplay-recordings',
    buildStart: () => played.clear(),
    // A file each, with a name that posts can know: see embed-loader.ts.
    async generateBundle() {
      for (const slug of course()) {
        for (const [step, source] of Object.entries((await play(slug)).posters))
          this.emitFile({ type: 'asset', fileName: `posters/${slug}/${step}.svg`, source });
      }
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [, slug, step] = /^\/posters\/([\w-]+)\/([\w-]+)\.svg$/.exec(request.url ?? '') ?? [];
        if (!slug || !step || !course().includes(slug)) return next();
        play(slug).then(({ posters }) => response.setHeader('Content-Type', 'image/svg+xml').end(posters[step]), next);
      });
    },
    resolveId(id) {
      return /^virtual:(recordings|openings)($|\/)/.test(id) ? `\0${id}` : undefined;
    },
    async load(id) {
      const [, kind, slug] = /^\0virtual:(recordings|openings)\/?(.*)$/.exec(id) ?? [];
      if (!kind) return undefined;
      if (!slug)
        return kind === 'recordings' ? recordingsModule(course().map(load)) : `export const openings = ${lazyModules(kind, course())};`;
      const { opening, recording } = await play(slug);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(kind === 'recordings' ? recording : opening))});`;
    },
  };
}

function recordingsModule(lessons: readonly ReturnType<typeof loadLesson>[]): string {
  const course = lessons.map(({ slug, title, steps }) => ({ slug, title, steps: steps.map(({ id, title }) => ({ id, title })) }));
  const slugs = lessons.map(({ slug }) => slug);
  return `export const course = ${JSON.stringify(course)};\nexport const recordings = ${lazyModules('recordings', slugs)};`;
}

function lazyModules(kind: string, slugs: readonly string[]): string {
  return `{ ${slugs.map((slug) => `${JSON.stringify(slug)}: () => import(${JSON.stringify(`virtual:${kind}/${slug}`)})`).join(', ')} }`;
}

/** In a process of its own: the recorder loads what it needs when it needs it, which no bundle of a configuration can. */
async function record(file: string): Promise<LessonOnFilm> {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [tsx, join('tools', 'record-lesson.ts'), file], {
    maxBuffer: 256e6,
  });
  if (stderr) process.stderr.write(stderr);
  return JSON.parse(stdout) as LessonOnFilm;
}
