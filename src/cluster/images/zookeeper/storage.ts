import type { Host } from '../../process/host';
import type { Configuration } from './configuration';
import type { Transaction } from './tree';

/** What a member keeps in its data directory: it outlives the process, and on a claim the Pod.
 *  The log is text here, a JSON object a line; ZooKeeper's own is binary. OMITS snapshots. */

const directory = ({ dataDir }: Configuration) => `${dataDir}/version-2`;
const logPath = (configuration: Configuration) => `${directory(configuration)}/log.1`;
const epochPath = (configuration: Configuration) => `${directory(configuration)}/currentEpoch`;

/** @returns what went wrong, in libc's words */
export function prepareStorage({ files }: Host, configuration: Configuration): string | undefined {
  return files.isDirectory(directory(configuration)) ? undefined : files.makeDirectory(directory(configuration));
}

export const readLog = ({ files }: Host, configuration: Configuration) => files.read(logPath(configuration)) ?? '';

export function writeLog({ files }: Host, configuration: Configuration, log: string): void {
  if (files.read(logPath(configuration)) !== log) files.write(logPath(configuration), log);
}

export const appendLog = ({ files }: Host, configuration: Configuration, transaction: Transaction) =>
  files.append(logPath(configuration), `${JSON.stringify(transaction)}\n`);

export const readEpoch = ({ files }: Host, configuration: Configuration) => Number(files.read(epochPath(configuration)) ?? 0);

export const writeEpoch = ({ files }: Host, configuration: Configuration, epoch: number) =>
  files.write(epochPath(configuration), `${epoch}`);
