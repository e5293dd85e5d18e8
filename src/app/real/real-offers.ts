import { faultsFor, offeredFaults, standing, type Offer } from '../stage/offered-faults';
import type { RealShow } from './real-player.svelte';

/** What can befall a real cluster from here: a Pod of our own namespace can be deleted. Everything else is shown with
 *  the reason why it cannot be done for real. */

const WHY: Readonly<Record<Offer['group'], string>> = {
  Nodes: 'Nobody can pull the plug of a real machine from here.',
  Zones: 'Nobody can switch off a real zone from here.',
  Containers: 'A real process is killed from inside only; delete its Pod instead.',
  Images: 'What a real registry serves is not for Podplay to break.',
  Traffic: 'Podplay sends no traffic of its own to a real cluster.',
};

/** @param run  types a command in the terminal; absent where the cluster is only read
 *  @param key  what was chosen on the stage; absent: everything */
export function realOffers(show: RealShow, run: ((line: string) => void) | undefined, key?: string): Offer[] {
  void show.version;
  const { view, namespace, past } = show;
  const none = standing([], view.list('nodes'));
  const offered = key === undefined ? offeredFaults(view, namespace, none) : faultsFor(key, view, namespace, none);
  const greyed = offered.map(({ group, label }): Offer => ({ group, label, why: WHY[group] }));
  const pods = view.list('pods').filter(({ metadata }) => metadata.namespace === namespace && (key === undefined || metadata.uid === key));
  const deletions = pods.slice(0, 8).map(({ metadata: { name } }): Offer => {
    const label = `Delete the Pod ${name}`;
    if (!run) return { group: 'Containers', label, why: 'Podplay only reads here: what it writes, it writes in a lesson’s own namespace.' };
    if (past) return { group: 'Containers', label, why: 'You look at the past: go back to now.' };
    return { group: 'Containers', label, act: () => run(`kubectl delete pod ${name}`) };
  });
  return [...deletions, ...greyed];
}
