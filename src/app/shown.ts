import type { LogEntry } from '../kube/log';
import type { View } from '../kube/view';
import type { Future } from '../stage/future';
import type { Change } from '../playground';

/** What the stage shows: a living cluster, or a film of one. */
export interface Shown {
  /** The object that was chosen on the stage. */
  selected: string | undefined;
  /** The object that is pointed at, on the stage, in the editor or in the terminal: it lights up in all three. */
  pointed: string | undefined;
  /** The sentence under the stage. */
  caption: string;
  /** What would become of the cluster, shown as ghosts. */
  readonly foreseen?: Future | undefined;
  readonly at: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly view: View;
  /** The story up to this instant. */
  readonly log: readonly LogEntry[];
  /** The learner's. */
  readonly namespace: string;
  subscribe(listener: (change: Change) => void): () => void;
  /** Let time wait while `busy` says so. @returns stop */
  hold(busy: () => boolean): () => void;
}
