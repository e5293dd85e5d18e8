/** Made by tools/vite-recordings.ts, which plays every lesson to its end when the site is built. */
declare module 'virtual:recordings' {
  export const course: readonly import('./lessons/course').CourseLesson[];
  export const recordings: Readonly<Record<string, () => Promise<{ default: unknown }>>>;
}
/** Made by tools/vite-recordings.ts: how each lesson stands before it begins. */
declare module 'virtual:openings' {
  export const openings: Readonly<Record<string, () => Promise<{ default: import('./app/lesson/opening').Opening }>>>;
}
