import type { Channel } from './channel';

/** A script for a shell of its own. */
export interface Script {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
  /** It runs in the background: it knows the functions of this shell, and nobody draws on the screen. */
  readonly behind?: boolean;
  /** It is a command of a pipe that flows. */
  readonly stage?: Stage;
}

export interface Stage {
  readonly input: Channel;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Aborted when nobody reads what it prints. */
  readonly unread: AbortSignal;
  /** What it prints is seen on a terminal. */
  readonly tty: boolean;
}
