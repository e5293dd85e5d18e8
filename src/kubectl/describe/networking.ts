import type * as networking from 'kubernetes-types/networking/v1';
import type { Ingress, IngressClass, NetworkPolicy } from '../../kube/kinds/networking';
import { formatLabelSelector } from '../../kube/selectors';
import { annotationLines, labelLines, marks, type Description } from './common';
import type { Around, Describer } from './describer';
import { endpointsOf } from './network';

/** Source: describe.go describeIngressV1, describeIngressClassV1, describeNetworkPolicySpec */

export const ingress: Describer = {
  resource: 'ingresses',
  async lines(out, { metadata, spec, status }: Ingress, around) {
    const namespace = metadata.namespace!;
    const standard = spec.defaultBackend ? await backend(around, namespace, spec.defaultBackend) : '<default>';
    out.line(0, `Name:\t${metadata.name}`);
    labelLines(out, 0, 'Labels', metadata.labels);
    out.line(0, `Namespace:\t${namespace}`);
    out.line(0, `Address:\t${(status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').join(',')}`);
    out.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`);
    out.line(0, `Default backend:\t${standard}`);
    if (spec.tls?.length) out.line(0, 'TLS:');
    for (const { secretName, hosts = [] } of spec.tls ?? [])
      out.line(1, secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`);
    out.line(0, 'Rules:');
    out.line(1, 'Host\tPath\tBackends');
    out.line(1, '----\t----\t--------');
    const rules = (spec.rules ?? []).filter(({ http }) => http);
    for (const { host, http } of rules) {
      out.line(1, `${host || '*'}\t`);
      for (const path of http!.paths) out.line(2, `\t${path.path ?? ''} \t${await backend(around, namespace, path.backend)}`);
    }
    if (!rules.length) out.line(1, `*\t*\t${standard}`);
    annotationLines(out, 0, 'Annotations', metadata.annotations);
  },
};

/** `web:80 (10.244.1.2:80)`. Source: describeBackendV1 */
async function backend(around: Around, namespace: string, { service, resource }: networking.IngressBackend): Promise<string> {
  if (resource) return `APIGroup: ${resource.apiGroup ?? ''}, Kind: ${resource.kind}, Name: ${resource.name}`;
  const { name = '', port } = service ?? {};
  const shown = `${name}:${port?.name || port?.number || 0}`;
  const found = await around.get('services', { name, namespace });
  if (!found) return `${shown} (<error: services ${JSON.stringify(name)} not found>)`;
  const { ports = [] } = found['spec'] as { ports?: readonly { name?: string; port: number }[] };
  const meant = ports.find((one) => (port?.name ? one.name === port.name : one.port === port?.number));
  return `${shown} (${meant ? await endpointsOf(around, found, meant.name ?? '') : ''})`;
}

export const ingressClass: Describer = {
  resource: 'ingressclasses',
  lines(out, { metadata, spec }: IngressClass) {
    out.line(0, `Name:\t${metadata.name}`);
    marks(out, metadata);
    out.line(0, `Controller:\t${spec.controller ?? ''}`);
    if (!spec.parameters) return;
    out.line(0, 'Parameters:');
    if (spec.parameters.apiGroup) out.line(1, `APIGroup:\t${spec.parameters.apiGroup}`);
    out.line(1, `Kind:\t${spec.parameters.kind}`);
    out.line(1, `Name:\t${spec.parameters.name}`);
  },
};

export const networkPolicy: Describer = {
  resource: 'networkpolicies',
  eventless: true,
  lines(out, object: NetworkPolicy) {
    const { metadata, spec } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `Created on:\t${metadata.creationTimestamp.replace('T', ' ').replace('Z', ' +0000 UTC')}`);
    marks(out, metadata);
    out.line(0, 'Spec:');
    const chosen = formatLabelSelector(spec.podSelector);
    const everybody = '<none> (Allowing the specific traffic to all pods in this namespace)';
    out.line(1, `PodSelector:     ${chosen === '<none>' ? everybody : chosen}`);
    const types = spec.policyTypes ?? [];
    directionLines(
      out,
      types.includes('Ingress'),
      'ingress',
      'From',
      'source',
      (spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })),
    );
    directionLines(
      out,
      types.includes('Egress'),
      'egress',
      'To',
      'destination',
      (spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })),
    );
    out.line(1, `Policy Types: ${types.join(', ')}`);
  },
};

interface Rule {
  readonly ports: readonly networking.NetworkPolicyPort[] | undefined;
  readonly peers: readonly networking.NetworkPolicyPeer[] | undefined;
}

function directionLines(out: Description, affected: boolean, name: string, word: string, end: string, rules: readonly Rule[]): void {
  if (!affected) return out.line(1, `Not affecting ${name} traffic`);
  out.line(1, `Allowing ${name} traffic:`);
  if (!rules.length) return out.line(2, `<none> (Selected pods are isolated for ${name} connectivity)`);
  rules.forEach(({ ports = [], peers = [] }, i) => {
    if (!ports.length) out.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port, endPort, protocol = 'TCP' } of ports)
      out.line(2, endPort === undefined ? `To Port: ${port ?? '<nil>'}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`);
    if (!peers.length) out.line(2, `${word}: <any> (traffic not restricted by ${end})`);
    for (const peer of peers) {
      out.line(2, `${word}:`);
      peerLines(out, peer);
    }
    if (i < rules.length - 1) out.line(2, '----------');
  });
}

function peerLines(out: Description, { podSelector, namespaceSelector, ipBlock }: networking.NetworkPolicyPeer): void {
  if (namespaceSelector) out.line(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`);
  if (podSelector) out.line(3, `PodSelector: ${formatLabelSelector(podSelector)}`);
  if (!ipBlock || podSelector || namespaceSelector) return;
  out.line(3, 'IPBlock:');
  out.line(4, `CIDR: ${ipBlock.cidr}`);
  out.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
}
