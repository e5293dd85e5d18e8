import type { Cluster } from '../../kube/cluster';
import type { Fault } from '../../kube/fault';
import { StatusError } from '../../kube/status';

export type Flags = Readonly<Record<string, string>>;

export interface Where {
  readonly cluster: Cluster;
  readonly namespace: string;
}

/** A line of `fault list`, and how its words become a `Fault`. */
export interface FaultKind {
  readonly name: Fault['kind'];
  readonly operands: readonly string[];
  /** Flag → what its value is called; `''` for a switch. */
  readonly flags: Flags;
  readonly summary: string;
  /** @returns what is wrong: the thing is not in the cluster */
  readonly check?: (operands: readonly string[], where: Where) => Promise<string | undefined>;
  /** @returns the fault, or what is wrong with the words */
  make(operands: readonly string[], flags: Flags, namespace: string): Fault | string;
}

const ZONE = 'topology.kubernetes.io/zone';

const exists =
  (resource: 'nodes' | 'pods' | 'services') =>
  async ([name = '']: readonly string[], { cluster, namespace }: Where): Promise<string | undefined> => {
    try {
      await cluster.get({ group: '', version: 'v1', resource, name, ...(resource !== 'nodes' && { namespace }) });
      return undefined;
    } catch (error) {
      if (error instanceof StatusError) return error.message;
      throw error;
    }
  };

async function zoneExists([zone = '']: readonly string[], { cluster }: Where): Promise<string | undefined> {
  const { items } = await cluster.list({ group: '', version: 'v1', resource: 'nodes' });
  const zones = [...new Set(items.map((node) => node.metadata.labels?.[ZONE]).filter((one) => one !== undefined))].sort();
  if (zones.includes(zone)) return undefined;
  return `zone "${zone}" not found: ${zones.length ? `there are ${zones.join(', ')}` : 'no node is in a zone'}`;
}

async function nodeIsNew([name = '']: readonly string[], where: Where): Promise<string | undefined> {
  return (await exists('nodes')([name], where)) === undefined ? `nodes "${name}" already exists` : undefined;
}

const mended = (flags: Flags) => (flags.mend === 'true' ? { mend: true } : {});

const PROBES = ['readiness', 'liveness', 'startup'] as const;

const nodeFault = (name: 'stop-node' | 'start-node' | 'remove-node', summary: string): FaultKind => ({
  name,
  operands: ['NODE'],
  flags: {},
  summary,
  check: exists('nodes'),
  make: ([node = '']) => ({ kind: name, node }),
});

const zoneFault = (name: 'stop-zone' | 'start-zone', summary: string): FaultKind => ({
  name,
  operands: ['ZONE'],
  flags: {},
  summary,
  check: zoneExists,
  make: ([zone = '']) => ({ kind: name, zone }),
});

export const kinds: readonly FaultKind[] = [
  {
    name: 'kill-container',
    operands: ['POD'],
    flags: { container: 'NAME', 'exit-code': 'N' },
    summary: "a container's process dies",
    check: exists('pods'),
    make([pod = ''], { container, 'exit-code': code }, namespace) {
      if (code !== undefined && !/^\d{1,3}$/.test(code)) return `invalid exit code: ${code}`;
      return { kind: 'kill-container', namespace, pod, ...(container && { container }), ...(code && { exitCode: Number(code) }) };
    },
  },
  {
    name: 'break-pull',
    operands: ['IMAGE'],
    flags: { mend: '' },
    summary: 'images that begin so cannot be pulled, until mended',
    make: ([image = ''], flags) => ({ kind: 'break-pull', image, ...mended(flags) }),
  },
  {
    name: 'fail-probe',
    operands: ['POD', 'PROBE'],
    flags: { mend: '' },
    summary: 'the readiness, liveness or startup probe fails, until mended',
    check: exists('pods'),
    make([pod = '', asked], flags, namespace) {
      const probe = PROBES.find((one) => one === asked);
      return probe ? { kind: 'fail-probe', namespace, pod, probe, ...mended(flags) } : `PROBE is one of ${PROBES.join(', ')}`;
    },
  },
  nodeFault('stop-node', 'the machine is off'),
  nodeFault('start-node', 'the machine is on again'),
  {
    name: 'cut-node',
    operands: ['NODE'],
    flags: { mend: '' },
    summary: 'its containers go on, but the control plane hears nothing, until mended',
    check: exists('nodes'),
    make: ([node = ''], flags) => ({ kind: 'cut-node', node, ...mended(flags) }),
  },
  {
    name: 'stop-kubelet',
    operands: ['NODE'],
    flags: { mend: '' },
    summary: 'its containers go on, but nobody starts, probes or reports them, until mended',
    check: exists('nodes'),
    make: ([node = ''], flags) => ({ kind: 'stop-kubelet', node, ...mended(flags) }),
  },
  {
    name: 'fill-node',
    operands: ['NODE', 'RESOURCE'],
    flags: { mend: '' },
    summary: 'the node runs short of memory or disk, and evicts pods, until mended',
    check: exists('nodes'),
    make([node = '', resource], flags) {
      if (resource !== 'memory' && resource !== 'disk') return 'RESOURCE is one of memory, disk';
      return { kind: 'fill-node', node, resource, ...mended(flags) };
    },
  },
  {
    name: 'slow-pod',
    operands: ['POD', 'MS'],
    flags: { mend: '' },
    summary: 'every answer of the pod takes that many milliseconds, until mended',
    check: exists('pods'),
    make([pod = '', text = ''], flags, namespace) {
      const ms = Number(text || (flags['mend'] === 'true' ? 0 : Number.NaN));
      if (!(ms >= 0 && ms <= 600_000)) return `MS is a number from 0 to 600000, not ${text || 'nothing'}`;
      return { kind: 'slow-pod', namespace, pod, ms, ...mended(flags) };
    },
  },
  zoneFault('stop-zone', 'every machine of a zone is off'),
  zoneFault('start-zone', 'every machine of a zone is on again'),
  {
    name: 'add-node',
    operands: ['NAME'],
    flags: { zone: 'ZONE', cpu: 'CPU', memory: 'MEMORY', labels: 'KEY=VALUE,…' },
    summary: 'a machine joins the cluster',
    check: nodeIsNew,
    make([node = ''], { zone, cpu, memory, labels }) {
      const pairs = labels?.split(',').map((label) => label.split('=') as [string, string]);
      if (pairs?.some((pair) => pair.length !== 2 || !pair[0])) return `invalid labels: ${labels}`;
      return {
        kind: 'add-node',
        node,
        ...(zone && { zone }),
        ...(cpu && { cpu }),
        ...(memory && { memory }),
        ...(pairs && { labels: Object.fromEntries(pairs) }),
      };
    },
  },
  nodeFault('remove-node', 'the machine is taken away, and its Node deleted'),
  {
    name: 'stop-controller',
    operands: ['CONTROLLER'],
    flags: { mend: '' },
    summary: 'one controller stops working, for example deployment-controller, until mended',
    make: ([controller = ''], flags) => ({ kind: 'stop-controller', controller, ...mended(flags) }),
  },
  {
    name: 'traffic',
    operands: ['SERVICE', 'PER_SECOND'],
    flags: {},
    summary: 'a client sends requests to a Service; 0 ends it',
    check: exists('services'),
    make([service = '', rate = ''], _flags, namespace) {
      const perSecond = Number(rate);
      if (!rate || !(perSecond >= 0 && perSecond <= 1000)) return `PER_SECOND is a number from 0 to 1000, not ${rate || 'nothing'}`;
      return { kind: 'traffic', namespace, service, perSecond };
    },
  },
];
