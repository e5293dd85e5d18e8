/** Made by tools/vite-lessons.ts from lessons/*.yaml when the page is built. */
declare module 'virtual:lessons' {
  import type { CourseMap } from './lessons/course';
  import type { Lesson } from './lessons/lesson';
  export const course: CourseMap;
  export const lessons: Readonly<Record<string, () => Promise<{ default: Lesson }>>>;
}
