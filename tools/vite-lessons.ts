import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { loadCourse, loadLesson, LessonError } from '../src/lessons/load';
import type { CourseMap } from '../src/lessons/course';

const VIRTUAL = 'virtual:lessons';

/** Lessons are read and checked when the page is built, so that neither the YAML parser nor the schema is
 *  loaded with it. `virtual:lessons` exports the course, and one lazy module a lesson. */
export function lessons(directory = 'lessons'): Plugin {
  const read = (path: string) => (existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined);
  const load = (slug: string) => loadLesson(`lessons/${slug}.yaml`, read(`${slug}.yaml`) ?? '', read);
  return {
    name: 'podplay-lessons',
    resolveId(id) {
      if (id === VIRTUAL) return `\0${VIRTUAL}`;
      return id.startsWith(`${VIRTUAL}/`) ? `\0${id}` : undefined;
    },
    load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return undefined;
      for (const file of readdirSync(directory, { recursive: true, withFileTypes: true }))
        if (file.isFile()) this.addWatchFile(resolve(file.parentPath, file.name));
      try {
        const slug = id.slice(VIRTUAL.length + 2);
        return slug ? `export default ${JSON.stringify(load(slug))};` : courseModule(courseMap(read, load));
      } catch (error) {
        if (!(error instanceof LessonError)) throw error;
        return this.error({ message: error.message, loc: { file: error.file, line: error.line, column: error.column } });
      }
    },
  };
}

/** The course with what the home page says of each lesson. */
function courseMap(read: (path: string) => string | undefined, load: (slug: string) => ReturnType<typeof loadLesson>): CourseMap {
  const { title, chapters } = loadCourse('lessons/index.yaml', read('index.yaml') ?? '');
  return {
    title,
    chapters: chapters.map((chapter) => ({
      ...chapter,
      lessons: chapter.lessons.map((slug) => {
        const { title, summary, minutes, pattern, steps } = load(slug);
        return { slug, title, summary, minutes, ...(pattern && { pattern }), steps: steps.map(({ id, title }) => ({ id, title })) };
      }),
    })),
  };
}

function courseModule(course: CourseMap): string {
  const slugs = course.chapters.flatMap((chapter) => chapter.lessons.map((lesson) => lesson.slug));
  const imports = slugs.map((slug) => `${JSON.stringify(slug)}: () => import(${JSON.stringify(`${VIRTUAL}/${slug}`)})`);
  return `export const course = ${JSON.stringify(course)};\nexport const lessons = { ${imports.join(', ')} };`;
}
