import { fill } from './pod-defaults';
import type { ServiceSpec } from './service';

/** Reached from outside the cluster? Source: pkg/api/v1/service ExternallyAccessible */
export const isExternallyAccessible = ({ type, externalIPs = [] }: ServiceSpec): boolean =>
  type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);

const CLIENT_IP_SECONDS = 10_800;

/** Fill in what a Service does not say, in place. Source: pkg/apis/core/v1/defaults.go SetDefaults_Service */
export function defaultService(spec: ServiceSpec): void {
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined)
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: CLIENT_IP_SECONDS } };
  for (const port of spec.ports ?? []) {
    fill(port, { protocol: 'TCP', targetPort: port.port });
    if (port.targetPort === 0) port.targetPort = port.port;
  }
  if (isExternallyAccessible(spec)) fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec.type !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec.type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}
