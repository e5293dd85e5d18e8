import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Lesson } from '../lessons/lesson';
import { loadLesson } from '../lessons/load';
import { packageFile } from './package-root';
import { Refusal } from './refusal';

/** Read a lesson file, with the manifests that lie beside it.
 *  @throws LessonError, Refusal */
export function readLesson(file: string): Lesson {
  if (!existsSync(file)) throw new Refusal(`${file}: there is no such file`);
  const read = (path: string) => {
    const beside = join(dirname(file), path);
    return existsSync(beside) ? readFileSync(beside, 'utf8') : undefined;
  };
  return loadLesson(relative(process.cwd(), file) || file, readFileSync(file, 'utf8'), read);
}

/** The files of Podplay's own lessons, in order. Two dots make a translation (`deployment.ko.yaml`). */
export function lessonFiles(): string[] {
  const folder = packageFile('lessons');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^[\w-]+\.yaml$/.test(name) && name !== 'index.yaml');
  return names.sort().map((name) => join(folder, name));
}

/** @throws Refusal naming the lessons there are */
export function lessonNamed(slug: string): Lesson {
  const files = lessonFiles();
  const file = files.find((one) => basename(one) === `${slug}.yaml`);
  if (file) return readLesson(file);
  throw new Refusal(`no lesson "${slug}"; there are: ${files.map((one) => basename(one, '.yaml')).join(', ')}`);
}
