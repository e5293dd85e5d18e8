/** One visible change: what the stage shows at a time. */
export interface Beat {
  readonly kind: BeatKind;
  /** Key of who acts. */
  readonly actor: string;
  /** Keys of what is acted upon; they wait for this beat before they change. */
  readonly subjects: readonly string[];
  /** Keys that a message passes on its way; empty when none travels. */
  readonly path: readonly string[];
  /** One sentence in the present tense, the actor first. */
  readonly caption: string;
  /** ms at 1×. */
  readonly weight: number;
  /** The entries it shows. */
  readonly entries: readonly number[];
}

export type BeatKind =
  /** kubectl asks, the API server answers at once. */
  | 'request'
  /** A controller compares and writes: something new, another number, a deletion. */
  | 'create'
  | 'scale'
  | 'delete'
  /** The scheduler chooses a node. */
  | 'place'
  /** A kubelet starts something. */
  | 'pull'
  /** Something looks different from before. */
  | 'state'
  | 'gone'
  | 'endpoint'
  | 'node'
  | 'fault';

/** ms at 1×: long enough to see it and to read on. */
export const WEIGHTS: Readonly<Record<BeatKind, number>> = {
  request: 900,
  create: 1100,
  scale: 900,
  delete: 900,
  place: 850,
  pull: 600,
  state: 600,
  gone: 450,
  endpoint: 600,
  node: 1000,
  fault: 1300,
};
