import type { View } from '../kube/view';
import type { Fault } from '../kube/fault';
import type { JournalEntry } from '../lessons/journal';
import type { Lesson } from '../lessons/lesson';
import type { LessonRunner, LessonState } from '../lessons/runner';
import type { LivePlayer } from './live-player.svelte';
import type { RealShow } from './real/real-player.svelte';
import type { RestingPlayer } from './resting-player.svelte';

/** A lesson on a playground, as the page sees it: alive, or as it stands before anybody has done anything. What is
 *  asked of the one that rests wakes it, and is done by the living one. */
export type Player = LivePlayer | RestingPlayer;

/** Whose files and objects can be opened on the desk. */
export type DeskPlayer = LivePlayer | RealShow;

/** What a terminal needs of a player, whatever cluster it plays on. */
export interface TerminalPlayer {
  pointed: string | undefined;
  readonly at: number;
  readonly playing: boolean;
  readonly namespace: string;
  readonly playground: { readonly view: View; journal(): readonly JournalEntry[] };
  live(): Promise<unknown>;
  togglePlaying(): void;
}

/** What the column of a lesson needs of a player. */
export interface LessonPlayer {
  readonly at: number;
  readonly playing: boolean;
  readonly lesson: Lesson;
  readonly runner: Pick<LessonRunner, 'predict' | 'hint'>;
  readonly step: LessonState;
  readonly explained: boolean;
  readonly playground: { journal(): readonly JournalEntry[]; fault(fault: Fault): void; readonly time: { play(): void } };
}
