import { keyOfPage } from '../page-keys';
import type Desk from '../desk/desk.svelte';
import type { RealShow } from './real-player.svelte';

/** The keys of a lesson's page that mean something where time is not ours. */
export function deskKeys(event: KeyboardEvent, show: RealShow, desk: Desk | undefined): void {
  const action = keyOfPage(event);
  if (action === 'play') show.togglePlaying();
  else if (action === 'terminal') void desk?.openTerminal();
  else return;
  event.preventDefault();
}
