import type { LivePlayer } from './live-player.svelte';
import type { RestingPlayer } from './resting-player.svelte';

/** A lesson on a playground, as the page sees it: alive, or as it stands before anybody has done anything. What is
 *  asked of the one that rests wakes it, and is done by the living one. */
export type Player = LivePlayer | RestingPlayer;
