/** Who sends a request or asks for a name: a container, the kubelet for a probe, or somebody outside. */
export interface Caller {
  /** Namespace whose names it may shorten; undefined outside the cluster. */
  readonly namespace?: string;
  /** Node it runs on; undefined outside. */
  readonly node?: string;
  readonly ip: string;
  /** `false`: it asks another name server, which knows nothing of the cluster. */
  readonly asksCluster?: boolean;
  /** Domains that are tried for a name with fewer dots than `ndots`. Absent: those of its namespace. */
  readonly searches?: readonly string[];
  readonly ndots?: number;
  /** Names that its /etc/hosts knows. */
  readonly aliases?: Readonly<Record<string, string>>;
}
