import type { EndpointSlice } from '../../kube/kinds/endpoint-slice';
import type { Service } from '../../kube/kinds/service';
import type { KubeObject } from '../../kube/object';
import { description, eventLines, mapLines } from './common';

/** Source: describe.go describeService */
export function describeService(object: KubeObject, slices: readonly EndpointSlice[], events: readonly KubeObject[], now: number): string {
  const { metadata, spec } = object as unknown as Service;
  const out = description();
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace}`);
  mapLines(out, 'Labels', metadata.labels, '=');
  mapLines(out, 'Annotations', metadata.annotations, ': ');
  const selector = Object.entries(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  out.line(0, `Selector:\t${selector.sort().join(',') || '<none>'}`);
  out.line(0, `Type:\t${spec.type}`);
  if (spec.ipFamilyPolicy) out.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  if (spec.ipFamilies) out.line(0, `IP Families:\t${spec.ipFamilies.join(',')}`);
  out.line(0, `IP:\t${spec.clusterIP ?? ''}`);
  out.line(0, `IPs:\t${spec.clusterIPs?.join(',') ?? '<none>'}`);
  if (spec.externalName) out.line(0, `External Name:\t${spec.externalName}`);
  for (const port of spec.ports ?? []) {
    const name = port.name || UNSET;
    out.line(0, `Port:\t${name}\t${port.port}/${port.protocol}`);
    out.line(0, `TargetPort:\t${port.targetPort}/${port.protocol}`);
    if (port.nodePort) out.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol}`);
    out.line(0, `Endpoints:\t${endpoints(slices, port.name ?? '')}`);
  }
  out.line(0, `Session Affinity:\t${spec.sessionAffinity ?? 'None'}`);
  if (spec.externalTrafficPolicy) out.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  if (spec.internalTrafficPolicy) out.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  eventLines(out, events, now);
  return out.toString();
}

const UNSET = '<unset>';

/** Ready ones, three at most. Source: formatEndpointSlices */
function endpoints(slices: readonly EndpointSlice[], name: string): string {
  const all = slices.flatMap(({ endpoints: found, ports }) => {
    const port = ports.find((one) => one.name === name)?.port;
    return port === undefined
      ? []
      : found.filter(({ conditions }) => conditions.ready).flatMap(({ addresses }) => addresses.map((address) => `${address}:${port}`));
  });
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}
