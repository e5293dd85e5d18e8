import type { Container, EnvVar, Pod } from '../../kube/kinds/pod';
import type { Service } from '../../kube/kinds/service';
import type { World } from '../component';
import { dataOf } from './configuration';
import { fieldValue, resourceValue } from './downward-api';

/** A container's environment.
 *  Source: kubelet_pods.go makeEnvironmentVariables; envvars.FromServices; third_party/forked/golang/expansion */

type Environment = Record<string, string>;

/** What is missing from the environment, in the kubelet's words; undefined when all is there. */
export function configProblem(world: World, pod: Pod, container: Container): string | undefined {
  const namespace = pod.metadata.namespace!;
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    const [resource, source] = configMapRef ? ['configmaps', configMapRef] : ['secrets', secretRef];
    if (source?.name && !source.optional && !dataOf(world, resource, namespace, source.name))
      return `${resource.slice(0, -1)} "${source.name}" not found`;
  }
  for (const variable of container.env ?? []) {
    const problem = keyProblem(world, namespace, variable);
    if (problem) return problem;
  }
  return undefined;
}

function keyProblem(world: World, namespace: string, { valueFrom }: EnvVar): string | undefined {
  const reference = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
  if (!reference || reference.optional) return undefined;
  const [resource, kind] = valueFrom?.configMapKeyRef ? ['configmaps', 'ConfigMap'] : ['secrets', 'Secret'];
  const data = dataOf(world, resource, namespace, reference.name!);
  if (!data) return `${resource.slice(0, -1)} "${reference.name}" not found`;
  return data[reference.key] === undefined ? `couldn't find key ${reference.key} in ${kind} ${namespace}/${reference.name}` : undefined;
}

/** @param own what the image sets itself */
export function environmentOf(world: World, pod: Pod, container: Container, own: Readonly<Environment>): Environment {
  const env: Environment = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...own,
    HOSTNAME: kernelName(pod),
    HOME: '/root',
    ...serviceVariables(world, pod),
  };
  const namespace = pod.metadata.namespace!;
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const data = configMapRef
      ? dataOf(world, 'configmaps', namespace, configMapRef.name!)
      : dataOf(world, 'secrets', namespace, secretRef?.name ?? '');
    for (const [key, value] of Object.entries(data ?? {})) if (/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(prefix + key)) env[prefix + key] = value;
  }
  for (const variable of container.env ?? []) {
    const value = valueOf(world, pod, container, variable, env);
    if (value !== undefined) env[variable.name] = value;
  }
  return env;
}

function valueOf(world: World, pod: Pod, container: Container, { value, valueFrom }: EnvVar, before: Environment): string | undefined {
  if (!valueFrom) return expandReferences(value ?? '', before);
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  const namespace = pod.metadata.namespace!;
  if (fieldRef) return fieldValue(pod, fieldRef.fieldPath);
  if (resourceFieldRef)
    return resourceValue(pod, resourceFieldRef.containerName ?? container.name, resourceFieldRef.resource, resourceFieldRef.divisor);
  if (configMapKeyRef) return dataOf(world, 'configmaps', namespace, configMapKeyRef.name!)?.[configMapKeyRef.key];
  return secretKeyRef && dataOf(world, 'secrets', namespace, secretKeyRef.name!)?.[secretKeyRef.key];
}

/** `$(NAME)` of what was defined before; `$$(NAME)` stands for itself; unknown names stay. */
export function expandReferences(text: string, env: Readonly<Environment>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => (name === undefined ? '$' : (env[name] ?? whole)));
}

export const hostnameOf = (pod: Pod) => (pod.spec.hostname ?? pod.metadata.name).slice(0, 63);

/** What `hostname` says: the whole name where the Pod asks for that. Source: kubelet/util GetNodenameForKernel */
export function kernelName(pod: Pod): string {
  const { subdomain, setHostnameAsFQDN } = pod.spec;
  return setHostnameAsFQDN && subdomain ? `${hostnameOf(pod)}.${subdomain}.${pod.metadata.namespace}.svc.cluster.local` : hostnameOf(pod);
}

/** `WEB_SERVICE_HOST` and the rest, for the Services that exist now. */
function serviceVariables(world: World, pod: Pod): Environment {
  const env: Environment = {};
  const { namespace } = pod.metadata;
  const master = world.api.get('services', 'default/kubernetes') as unknown as Service | undefined;
  if (master) Object.assign(env, variablesOf(master));
  if (pod.spec.enableServiceLinks === false) return env;
  for (const object of world.api.list('services', namespace)) Object.assign(env, variablesOf(object as unknown as Service));
  return env;
}

/** Objects are frozen: what was said of one stays true. */
const said = new WeakMap<Service, Environment>();

function variablesOf(service: Service): Environment {
  let variables = said.get(service);
  if (!variables) said.set(service, (variables = linkVariables(service)));
  return variables;
}

/** Source: pkg/kubelet/envvars/envvars.go, with the variables that Docker links had */
function linkVariables({ metadata, spec }: Service): Environment {
  const host = spec.clusterIP;
  const ports = spec.ports ?? [];
  if (!host || host === 'None' || !ports.length) return {};
  const prefix = metadata.name.toUpperCase().replaceAll('-', '_');
  const first = ports[0]!;
  const env: Environment = { [`${prefix}_SERVICE_HOST`]: host, [`${prefix}_SERVICE_PORT`]: String(first.port) };
  for (const { name, port } of ports) if (name) env[`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`] = String(port);
  env[`${prefix}_PORT`] = `tcp://${host}:${first.port}`;
  for (const { port, protocol = 'TCP' } of ports) {
    const link = `${prefix}_PORT_${port}_${protocol}`;
    const scheme = protocol.toLowerCase();
    Object.assign(env, {
      [link]: `${scheme}://${host}:${port}`,
      [`${link}_PROTO`]: scheme,
      [`${link}_PORT`]: String(port),
      [`${link}_ADDR`]: host,
    });
  }
  return env;
}
