import type { LogEntry } from '../../kube/log';
import type { Playground } from '../../playground';
import type { MachineConfig } from '../../stage/statechart/chart';
import { machines } from '../../cluster/machines';

/** The statecharts that an object lives by, each with where it stands now. */
export interface Life {
  /** `Pod`, `Container nginx` … */
  readonly title: string;
  readonly config: MachineConfig;
  readonly state: string;
  /** ms until the state is left by itself; undefined when nothing is scheduled. */
  readonly left: number | undefined;
}

const CONFIGS: Readonly<Record<string, keyof typeof machines>> = { Pod: 'pod', Container: 'container', Node: 'node' };

/** The last step of each of its machines tells where it stands. */
export function livesOf(playground: Playground, uid: string): Life[] {
  const last = new Map<string, LogEntry>();
  for (const entry of playground.log)
    if (entry.type === 'machine' && entry.object?.uid === uid) last.set(`${entry.object.kind} ${entry.object.name}`, entry);
  return [...last.values()].flatMap((entry) => lifeOf(playground, uid, entry));
}

function lifeOf({ cluster: { engine } }: Playground, uid: string, { object, to = '' }: LogEntry): Life[] {
  const machine = CONFIGS[object!.kind];
  if (!machine) return [];
  const name = object!.kind === 'Container' ? object!.name.slice(object!.name.indexOf('/') + 1) : '';
  const config = machines[machine].config as MachineConfig;
  const key = object!.kind === 'Node' ? `node:${object!.name}` : name ? `${uid}/${name}` : uid;
  const dues = Object.keys(config.states?.[to]?.after ?? {}).flatMap(
    (delay) => engine.dueAt('kubelet', key, `xstate.after.${delay}.${config.id}.${to}`) ?? [],
  );
  const left = dues.length ? Math.min(...dues) - engine.now : undefined;
  return [{ title: name ? `Container ${name}` : object!.kind, config, state: to, left }];
}
