import type { LogEntry } from '../kube/log';
import type { View } from '../kube/view';

/** What the stage is given, each animation frame in which something changed. */
export interface StageFrame {
  /** The cluster at this instant. */
  readonly view: View;
  /** The story up to this instant. Only ever grows between frames, unless `jump`. */
  readonly log: readonly LogEntry[];
  /** Virtual ms since the start of the world. */
  readonly at: number;
  readonly playing: boolean;
  /** 0.25 … 16. */
  readonly speed: number;
  /** True when time jumped (seek, reload, fork): show the instant without transitions. */
  readonly jump: boolean;
  /** Namespace in the learner's focus; others are drawn quietly. */
  readonly namespace: string;
}

export interface StageOptions {
  /** Which picture: full (page), present (large type), embed (compact). */
  readonly mode: 'page' | 'present' | 'embed';
  readonly reducedMotion: () => boolean;
  /** An object was chosen by mouse, touch or keyboard (undefined: choice cleared). */
  readonly onSelect?: (uid: string | undefined) => void;
  /** An object is pointed at: page highlights it elsewhere too. */
  readonly onHover?: (uid: string | undefined) => void;
  /** The sentence about what moves now; present tense, actor first. */
  readonly onCaption?: (sentence: string) => void;
}

/** The stage inside one <svg>. Svelte owns the page up to that element; this owns what is inside. */
export interface Stage {
  show(frame: StageFrame): void;
  /** Outline an object from outside (editor line, terminal line). */
  highlight(uid: string | undefined): void;
  destroy(): void;
}
