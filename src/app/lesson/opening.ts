import type { Film } from '../film/film';

/** How a lesson stands before anybody has done anything: what its page shows until a cluster is needed. Made when the
 *  site is built, by a cluster, so that it cannot differ from what the learner will find. */
export interface Opening {
  readonly film: Film;
  /** The first step asks for nothing that is not so already. */
  readonly explained: boolean;
  /** Goals of the first step that are not met, by index. */
  readonly missing: readonly number[];
}
