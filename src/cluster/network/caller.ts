/** Who sends a request or asks for a name: a container, the kubelet for a probe, or somebody outside. */
export interface Caller {
  /** Namespace whose names it may shorten; undefined outside the cluster. */
  readonly namespace?: string;
  /** Node it runs on; undefined outside. */
  readonly node?: string;
  readonly ip: string;
  /** `Default`: it asks the node's DNS, which knows nothing of the cluster. */
  readonly dnsPolicy?: string;
}
