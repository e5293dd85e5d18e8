/** Made by tools/vite-recordings.ts, which plays every lesson to its end when the site is built. */
declare module 'virtual:recordings' {
  export const course: readonly import('./lessons/course').CourseLesson[];
  export const recordings: Readonly<Record<string, () => Promise<{ default: unknown }>>>;
}
