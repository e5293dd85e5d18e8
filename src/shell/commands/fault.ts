import type { Cluster } from '../../kube/cluster';
import type { Fault } from '../../kube/fault';
import type { Call, ShellCommand } from '../command';
import { kinds, type FaultKind, type Flags, type Where } from './fault-kinds';

/** `fault stop-node node-1`: what goes wrong in real clusters, on command. */
export function fault(cluster: Cluster, namespace: () => string, apply?: (fault: Fault) => void): ShellCommand {
  return {
    name: 'fault',
    usage: 'fault KIND …',
    summary: 'break something on purpose; fault list shows what',
    async run(call) {
      const [name, ...rest] = call.args;
      if (name === undefined || name === 'list' || name === '--help' || name === '-h') return list(call);
      const kind = kinds.find((one) => one.name === name);
      if (!kind) return refuse(call, `unknown fault "${name}"; see: fault list`);
      if (!apply) return refuse(call, 'this is a real cluster: nothing is broken on purpose here', 1);
      return throwOne(call, kind, rest, { cluster, namespace: namespace() }, apply);
    },
  };
}

function refuse(call: Call, problem: string, code = 2): number {
  call.err(`fault: ${problem}\n`);
  return code;
}

function list({ out }: Call): number {
  const width = Math.max(...kinds.map((kind) => usageOf(kind).length));
  for (const kind of kinds) out(`  ${usageOf(kind).padEnd(width)}  ${kind.summary}\n`);
  return 0;
}

function usageOf({ name, operands, flags }: FaultKind): string {
  const optional = Object.entries(flags).map(([flag, value]) => (value ? `[--${flag} ${value}]` : `[--${flag}]`));
  return ['fault', name, ...operands, ...optional].join(' ');
}

async function throwOne(
  call: Call,
  kind: FaultKind,
  args: readonly string[],
  where: Where,
  apply: (fault: Fault) => void,
): Promise<number> {
  const parsed = parse(kind, args);
  if (typeof parsed === 'string') return refuse(call, `${parsed}\nusage: ${usageOf(kind)}`);
  const { n, namespace = n ?? where.namespace } = parsed.flags;
  const made = kind.make(parsed.operands, parsed.flags, namespace);
  if (typeof made === 'string') return refuse(call, `${made}\nusage: ${usageOf(kind)}`);
  const wrong = await kind.check?.(parsed.operands, { ...where, namespace });
  if (wrong) return refuse(call, wrong, 1);
  apply(made);
  return 0;
}

interface Parsed {
  readonly operands: readonly string[];
  readonly flags: Flags;
}

/** @returns what is wrong, as text */
function parse(kind: FaultKind, args: readonly string[]): Parsed | string {
  const operands: string[] = [];
  const flags: Record<string, string> = {};
  const known: Readonly<Record<string, string>> = { ...kind.flags, namespace: 'NAMESPACE', n: 'NAMESPACE' };
  for (let i = 0; i < args.length; i++) {
    const flag = /^--?([\w-]+)(?:=(.*))?$/.exec(args[i]!);
    if (!flag) {
      operands.push(args[i]!);
      continue;
    }
    const [, name = '', attached] = flag;
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value === undefined) return `unknown flag: ${args[i]}`;
    const given = value === '' ? (attached ?? 'true') : (attached ?? args[++i]);
    if (given === undefined) return `flag needs an argument: ${args[i - 1]}`;
    flags[name] = given;
  }
  if (operands.length !== kind.operands.length) return `expected ${kind.operands.length} argument(s), got ${operands.length}`;
  return { operands, flags };
}
