import type { ShellCommand } from '../command';
import type { ShellOptions } from '../options';
import { absent } from './absent';
import { asked } from './asked';
import { bash } from './bash';
import { clear } from './clear';
import { date } from './date';
import { edit } from './edit';
import { fault } from './fault';
import { help } from './help';
import { history } from './history';
import { kubectl } from './kubectl';
import { sleep } from './sleep';
import { timeout } from './timeout';
import { watch } from './watch';
import { xargs } from './xargs';

/** Every command of ours, in the order in which `help` tells of them.
 *  @param context  where kubectl's namespace is kept */
export function commands(context: { namespace: string }, options: ShellOptions): readonly ShellCommand[] {
  const { cluster, files, open } = options;
  const { clock } = cluster;
  const all: ShellCommand[] = [
    kubectl('kubectl', context, options),
    kubectl('k', context, options),
    watch(clock, options.columns),
    fault(cluster, () => context.namespace, options.fault),
    ...['edit', 'vi', 'vim', 'nano'].map((name) => edit(name, files, open)),
    sleep(clock),
    timeout(clock),
    date(clock),
    bash('bash'),
    bash('sh'),
    xargs,
    history(() => options.history?.() ?? []),
    clear,
    help(() => all),
    ...absent,
    ...asked(clock),
  ];
  return all;
}
