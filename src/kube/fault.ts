/** What a lesson or a person can throw at the simulated cluster. Plain data; each begins at once.
 *  The components they concern carry them out (kubelet, node-lifecycle, traffic …). */
export type Fault =
  /** The container's process dies with this exit code (default 137, as by SIGKILL). */
  | {
      readonly kind: 'kill-container';
      readonly namespace: string;
      readonly pod: string;
      readonly container?: string;
      readonly exitCode?: number;
    }
  /** Pulls of images that start with `image` fail until mended. */
  | { readonly kind: 'break-pull'; readonly image: string; readonly mend?: boolean }
  /** The pod's probes of this type fail until mended. */
  | {
      readonly kind: 'fail-probe';
      readonly namespace: string;
      readonly pod: string;
      readonly probe: 'readiness' | 'liveness' | 'startup';
      readonly mend?: boolean;
    }
  /** The machine is off: kubelet, containers and network stop at once; heartbeats end. */
  | { readonly kind: 'stop-node'; readonly node: string }
  | { readonly kind: 'start-node'; readonly node: string }
  /** The containers go on, the control plane hears nothing. */
  | { readonly kind: 'cut-node'; readonly node: string; readonly mend?: boolean }
  /** The kubelet's process stops: the containers go on, but nobody starts, probes or reports them. */
  | { readonly kind: 'stop-kubelet'; readonly node: string; readonly mend?: boolean }
  /** The node runs short of memory or disk until mended: it refuses new pods and evicts those that it has. */
  | { readonly kind: 'fill-node'; readonly node: string; readonly resource: 'memory' | 'disk'; readonly mend?: boolean }
  /** Every answer of the pod takes this long until mended: probes with a shorter timeout fail. */
  | { readonly kind: 'slow-pod'; readonly namespace: string; readonly pod: string; readonly ms: number; readonly mend?: boolean }
  /** Every node of a zone is off. */
  | { readonly kind: 'stop-zone'; readonly zone: string }
  | { readonly kind: 'start-zone'; readonly zone: string }
  /** A machine joins the cluster. */
  | {
      readonly kind: 'add-node';
      readonly node: string;
      readonly zone?: string;
      readonly cpu?: string;
      readonly memory?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }
  /** The machine is taken away and its Node object deleted. */
  | { readonly kind: 'remove-node'; readonly node: string }
  /** One controller stops working (or goes on): its queue waits. */
  | { readonly kind: 'stop-controller'; readonly controller: string; readonly mend?: boolean }
  /** A client that sends requests to a Service, `perSecond` of them, until set to 0. */
  | { readonly kind: 'traffic'; readonly namespace: string; readonly service: string; readonly perSecond: number };

/** A fault as the story tells it. */
export function inWords(fault: Fault): string {
  const mended = 'mend' in fault && fault.mend === true;
  switch (fault.kind) {
    case 'kill-container':
      return `a container of ${fault.pod} is killed`;
    case 'break-pull':
      return `images ${fault.image}… ${mended ? 'can be pulled again' : 'cannot be pulled'}`;
    case 'fail-probe':
      return `the ${fault.probe} probe of ${fault.pod} ${mended ? 'works again' : 'fails'}`;
    case 'stop-kubelet':
      return `the kubelet of ${fault.node} ${mended ? 'starts again' : 'stops'}`;
    case 'fill-node':
      return `${fault.node} ${mended ? `has enough ${fault.resource} again` : `runs short of ${fault.resource}`}`;
    case 'slow-pod':
      return mended ? `${fault.pod} answers at once again` : `${fault.pod} takes ${fault.ms} ms to answer`;
    case 'stop-controller':
      return `${fault.controller} ${mended ? 'works again' : 'stops working'}`;
    case 'traffic':
      return fault.perSecond > 0 ? `${fault.perSecond} requests a second to ${fault.service}` : `no more requests to ${fault.service}`;
    case 'stop-zone':
    case 'start-zone':
      return `${fault.zone} ${fault.kind === 'stop-zone' ? 'goes down' : 'comes back'}`;
    default:
      return `${fault.node} ${mended ? 'can be reached again' : NODE_WORDS[fault.kind]}`;
  }
}

const NODE_WORDS = {
  'stop-node': 'goes off',
  'start-node': 'goes on',
  'cut-node': 'cannot be reached',
  'add-node': 'joins the cluster',
  'remove-node': 'is taken away',
} as const;
