import type * as core from 'kubernetes-types/core/v1';
import { parseQuantity } from '../../kube/quantity';
import { NONE, type Description } from './common';

/** A container's environment. Source: describe.go describeContainerEnvFrom, describeContainerEnvVars */
export function environmentLines(out: Description, container: core.Container, pod: core.Pod | undefined): void {
  const { env = [], envFrom = [] } = container;
  if (envFrom.length) out.line(2, 'Environment Variables from:');
  for (const source of envFrom) out.line(3, sourceText(source));
  out.line(2, `Environment:${env.length ? '' : `\t${NONE}`}`);
  for (const variable of env) variableText(variable, container, pod).forEach((line) => out.line(3, line));
}

function sourceText({ configMapRef, secretRef, prefix }: core.EnvFromSource): string {
  const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
  const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
  return `${name}\t${from}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}`;
}

function variableText({ name, value = '', valueFrom }: core.EnvVar, container: core.Container, pod: core.Pod | undefined): string[] {
  if (!valueFrom) return value.split('\n').map((line, i) => (i ? `\t${line}` : `${name}:\t${line}`));
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) return [`${name}:\t${fieldValue(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`];
  if (resourceFieldRef) return [`${name}:\t${resourceValue(container, resourceFieldRef)} (${resourceFieldRef.resource})`];
  if (secretKeyRef)
    return [
      `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional ?? false}`,
    ];
  if (!configMapKeyRef) return [];
  const { key, name: map, optional = false } = configMapKeyRef;
  return [`${name}:\t<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`];
}

/** Only metadata is known to kubectl; spec and status stay empty. Source: fieldpath.ExtractFieldPathAsString */
function fieldValue(pod: core.Pod | undefined, path: string): string {
  const { name, namespace, uid, labels, annotations } = pod?.metadata ?? {};
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map) return (map === 'labels' ? labels : annotations)?.[key] ?? '';
  const plain: Readonly<Record<string, string | undefined>> = {
    'metadata.name': name,
    'metadata.namespace': namespace,
    'metadata.uid': uid,
  };
  return plain[path] ?? '';
}

/** Whole units of the divisor, rounded up. Source: ExtractContainerResourceValue */
function resourceValue(container: core.Container, { resource, divisor }: core.ResourceFieldSelector): string {
  const [list, name = ''] = resource.split(/\.(.*)/s) as [string, string];
  if (list !== 'limits' && list !== 'requests') return '';
  const { nano } = parseQuantity(container.resources?.[list]?.[name] ?? '0');
  const unit = parseQuantity(divisor && divisor !== '0' ? divisor : '1').nano;
  const amount = String((nano + unit - 1n) / unit);
  return amount === '0' && list === 'limits' && (name === 'cpu' || name === 'memory') ? 'node allocatable' : amount;
}
