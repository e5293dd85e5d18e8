import type { Lesson } from './lesson';

/** The course as the home page shows it: enough to draw the map, without the lessons themselves. */
export interface CourseMap {
  readonly title: string;
  readonly chapters: readonly CourseChapter[];
}

export interface CourseChapter {
  readonly title: string;
  readonly summary?: string;
  readonly lessons: readonly CourseLesson[];
}

export type CourseLesson = Pick<Lesson, 'slug' | 'title' | 'summary' | 'minutes' | 'pattern'> & {
  readonly steps: readonly { readonly id: string; readonly title: string }[];
};
