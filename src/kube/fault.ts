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
