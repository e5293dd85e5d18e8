/** Made by tools/vite-lessons.ts from lessons/*.yaml when the page is built. */
declare module 'virtual:lessons' {
  export const course: import('./lessons/course').CourseMap;
  export const lessons: Readonly<Record<string, () => Promise<{ default: import('./lessons/lesson').Lesson }>>>;
}
