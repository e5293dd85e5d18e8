import type { Input } from './cluster/input';
import type { PlaygroundScenario } from './playground';
import type { LoggedInput } from './sim/history';

/** What a server tells the pages that follow its cluster. */
export interface LiveNews {
  /** Since the last message. */
  readonly inputs: readonly LoggedInput<Input>[];
  /** The latest instant of which everything was told. */
  readonly end: number;
}

/** The first message. */
export interface LiveStart extends LiveNews {
  readonly scenario: PlaygroundScenario;
  /** When the world begins, ms since the Unix epoch. */
  readonly epoch: number;
  /** Virtual ms that pass in a real one. */
  readonly speed: number;
}

export type LiveMessage = LiveStart | LiveNews;

/** Where the pages ask. */
export const LIVE_PATH = '/podplay/live';

/** What `serve --proxy` says of itself. */
export interface ServedCluster {
  readonly kind: 'podplay-proxy';
  /** The server that requests are passed on to. */
  readonly target: string;
}

/** Where it says so. */
export const CLUSTER_PATH = '/podplay/cluster';

/** Where it passes the Kubernetes API on. */
export const API_PATH = '/podplay/api';
