import type { LogEntry } from '../../kube/log';
import { capital } from './names';

/** What a caption says of a fault: what the story tells of it, and what a beginner may not know.
 *  The story's own words are those of `inWords` in kube/fault.ts: they name who or what is struck. */
export function faultText({ verb = '', note = verb }: LogEntry): string {
  const told = MEANING[verb];
  return `${subject(note)}${told && told.when.test(note) ? told.adds : ''}.`;
}

/** Requests come from somebody. */
const subject = (note: string) => (/^\d/.test(note) ? `Clients send ${note}` : capital(note));

const MEANING: Readonly<Record<string, { readonly when: RegExp; readonly adds: string }>> = {
  'stop-zone': { when: /./, adds: ', with every node in it' },
  'stop-node': { when: /./, adds: ', and the control plane does not know it yet' },
  'cut-node': { when: /cannot be reached$/, adds: ', though its Pods run on' },
  'stop-controller': { when: /stops working$/, adds: ': nobody compares now' },
};
