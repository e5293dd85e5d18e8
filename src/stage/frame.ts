import type { LogEntry } from '../kube/log';
import type { View } from '../kube/view';
import type { Future } from './future';
import type { Box } from './layout';
import type { Scene } from './scene/actors';

/** What the stage is given when something changed. */
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
  /** What would become of it, shown as ghosts. */
  readonly foreseen?: Future | undefined;
  /** Namespace in the learner's focus; others are not on the stage. */
  readonly namespace: string;
}

/** What was chosen, in words, and where it stands, px from the corner of the picture. */
export interface Chosen {
  readonly key: string;
  readonly label: string;
  readonly box: Box;
}

export interface StageOptions {
  /** Which picture: full (page), present (large type), embed (compact). */
  readonly mode: 'page' | 'present' | 'embed';
  readonly reducedMotion: () => boolean;
  /** A thing was chosen by mouse, touch or keyboard; undefined: the choice was cleared. */
  readonly onSelect?: (chosen: Chosen | undefined) => void;
  /** An object is pointed at: page highlights it elsewhere too. */
  readonly onHover?: (key: string | undefined) => void;
  /** The sentence about what moves now; present tense, actor first. */
  readonly onCaption?: (sentence: string) => void;
  /** Another picture is shown. */
  readonly onScene?: (scene: Scene) => void;
}

/** The stage inside one <svg>. Svelte owns the page up to that element; this owns what is inside. */
export interface Stage {
  show(frame: StageFrame): void;
  /** Called for each animation frame. @param now real ms */
  tick(now: number): void;
  /** Something moves that must be seen before time goes on. */
  readonly busy: boolean;
  /** Outline an object from outside (editor line, terminal line). */
  highlight(key: string | undefined): void;
  destroy(): void;
}
