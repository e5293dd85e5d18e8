import type { Pod } from '../../kube/kinds/pod';
import { NAMESERVER } from '../network/dns';
import { hostnameOf } from './environment';

/** What the kubelet writes into every container about names: /etc/hosts and /etc/resolv.conf.
 *  MODELS host names, subdomains, hostAliases, dnsPolicy and dnsConfig. OMITS what stands in the node's own files besides
 *  its name server. Source: kubelet_pods.go managedHostsFileContent, network/dns/dns.go; containerd parseDNSOptions */

/** `subdomain.namespace.svc.cluster.local`; `""` without a subdomain. */
export const domainOf = ({ spec: { subdomain }, metadata: { namespace } }: Pod): string =>
  subdomain ? `${subdomain}.${namespace}.svc.cluster.local` : '';

const LOCAL = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;

export function hostsFile(pod: Pod): string {
  const { hostNetwork, hostAliases = [] } = pod.spec;
  const [name, domain] = [hostnameOf(pod), domainOf(pod)];
  const own = `${pod.status.podIP ?? ''}\t${domain ? `${name}.${domain}\t` : ''}${name}\n`;
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`).join('');
  const head = hostNetwork ? '# Kubernetes-managed hosts file (host network).\n' : '# Kubernetes-managed hosts file.\n';
  return `${head}${LOCAL}${hostNetwork ? '' : own}${aliases && `\n# Entries added by HostAliases.\n${aliases}`}`;
}

/** How a container asks for names. */
export interface DnsSettings {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** The node's own name server knows nothing of the cluster. */
const OUTSIDE: DnsSettings = { nameservers: ['192.168.100.1'], searches: [], options: [] };

const NOWHERE: DnsSettings = { nameservers: [], searches: [], options: [] };

const inside = (namespace: string): DnsSettings => ({
  nameservers: [NAMESERVER],
  searches: [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
  options: ['ndots:5'],
});

export function dnsOf({ spec, metadata: { namespace } }: Pod): DnsSettings {
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const asNode = policy === 'Default' || (policy === 'ClusterFirst' && spec.hostNetwork);
  const base = policy === 'None' ? NOWHERE : asNode ? OUTSIDE : inside(namespace!);
  if (!spec.dnsConfig) return base;
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig;
  const given = options.map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`));
  const nameOf = (option: string) => option.split(':')[0];
  const others = base.options.filter((one) => !given.some((each) => nameOf(each) === nameOf(one)));
  return {
    nameservers: [...new Set([...base.nameservers, ...nameservers])],
    searches: [...new Set([...base.searches, ...searches])],
    options: [...others, ...given],
  };
}

export function resolvConf(pod: Pod): string {
  const { nameservers, searches, options } = dnsOf(pod);
  const lines = [
    ...(searches.length ? [`search ${searches.join(' ')}`] : []),
    ...nameservers.map((one) => `nameserver ${one}`),
    ...(options.length ? [`options ${options.join(' ')}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
