import type * as core from 'kubernetes-types/core/v1';
import { type Description, rfc1123 } from './common';

/** Containers as describe shows them, in pods and in pod templates. Source: describe.go describeContainers */
export function containerLines(
  out: Description,
  title: string,
  containers: readonly core.Container[],
  statuses: readonly core.ContainerStatus[] | undefined,
  level: number,
  pod?: core.Pod,
): void {
  out.line(level, `${title}:`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    // In a template the name stands one space in, in a pod two.
    out.line(0, `${' '.repeat(level * 2 + (pod ? 2 : 1))}${container.name}:`);
    basics(out, container, status, level + 2);
    if (status) states(out, status, level + 2);
    resources(out, container, level + 2);
    probes(out, container, level + 2);
    environment(out, container, level + 2, pod);
    mounts(out, container, level + 2);
  }
}

function basics(out: Description, container: core.Container, status: core.ContainerStatus | undefined, level: number): void {
  if (status) out.line(level, `Container ID:\t${status.containerID ?? ''}`);
  out.line(level, `Image:\t${container.image}`);
  if (status) out.line(level, `Image ID:\t${status.imageID}`);
  const ports = container.ports ?? [];
  const many = ports.length > 1 ? 's' : '';
  out.line(
    level,
    `Port${many}:\t${ports.map((one) => `${one.containerPort}/${one.protocol ?? 'TCP'}${one.name && many ? ` (${one.name})` : ''}`).join(', ') || '<none>'}`,
  );
  out.line(
    level,
    `Host Port${many}:\t${ports.map((one) => `${one.hostPort ?? 0}/${one.protocol ?? 'TCP'}${one.name && many ? ` (${one.name})` : ''}`).join(', ') || '<none>'}`,
  );
  for (const [name, words] of [
    ['Command', container.command],
    ['Args', container.args],
  ] as const) {
    if (!words?.length) continue;
    out.line(level, `${name}:`);
    for (const word of words) for (const line of word.split('\n')) out.line(level + 1, line);
  }
}

function states(out: Description, status: core.ContainerStatus, level: number): void {
  stateLines(out, 'State', status.state, level);
  if (status.lastState?.terminated) stateLines(out, 'Last State', status.lastState, level);
  out.line(level, `Ready:\t${status.ready ? 'True' : 'False'}`);
  out.line(level, `Restart Count:\t${status.restartCount}`);
}

function stateLines(out: Description, title: string, state: core.ContainerState | undefined, level: number): void {
  const { running, waiting, terminated } = state ?? {};
  if (running) {
    out.line(level, `${title}:\tRunning`);
    out.line(level + 1, `Started:\t${rfc1123(running.startedAt!)}`);
  } else if (terminated) {
    out.line(level, `${title}:\tTerminated`);
    if (terminated.reason) out.line(level + 1, `Reason:\t${terminated.reason}`);
    if (terminated.message) out.line(level + 1, `Message:\t${terminated.message}`);
    out.line(level + 1, `Exit Code:\t${terminated.exitCode}`);
    if (terminated.signal) out.line(level + 1, `Signal:\t${terminated.signal}`);
    out.line(level + 1, `Started:\t${rfc1123(terminated.startedAt!)}`);
    out.line(level + 1, `Finished:\t${rfc1123(terminated.finishedAt!)}`);
  } else {
    out.line(level, `${title}:\tWaiting`);
    if (waiting?.reason) out.line(level + 1, `Reason:\t${waiting.reason}`);
  }
}

function resources(out: Description, { resources: all }: core.Container, level: number): void {
  for (const [title, list] of [
    ['Limits', all?.limits],
    ['Requests', all?.requests],
  ] as const) {
    const entries = Object.entries((list ?? {}) as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
    if (!entries.length) continue;
    out.line(level, `${title}:`);
    for (const [name, quantity] of entries) out.line(level + 1, `${name}:\t${quantity}`);
  }
}

function probes(out: Description, container: core.Container, level: number): void {
  for (const [title, probe] of [
    ['Liveness', container.livenessProbe],
    ['Readiness', container.readinessProbe],
    ['Startup', container.startupProbe],
  ] as const) {
    if (probe) out.line(level, `${title}:\t${probeText(probe)}`);
  }
}

function probeText(probe: core.Probe): string {
  const { httpGet, tcpSocket, exec, grpc } = probe;
  const times = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 1}s period=${probe.periodSeconds ?? 10}s #success=${probe.successThreshold ?? 1} #failure=${probe.failureThreshold ?? 3}`;
  if (httpGet)
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${httpGet.path ?? ''} ${times}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${times}`;
  if (exec) return `exec [${(exec.command ?? []).join(' ')}] ${times}`;
  return `grpc <pod>:${grpc?.port} ${grpc?.service ?? ''} ${times}`;
}

function environment(out: Description, container: core.Container, level: number, pod: core.Pod | undefined): void {
  for (const { configMapRef, secretRef, prefix } of container.envFrom ?? []) {
    const from = configMapRef ? `${configMapRef.name}\tConfigMap` : `${secretRef?.name}\tSecret`;
    out.line(level, 'Environment Variables from:');
    out.line(level + 1, `${from}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${(configMapRef ?? secretRef)?.optional ?? false}`);
  }
  if (!container.env?.length) return out.line(level, 'Environment:\t<none>');
  out.line(level, 'Environment:');
  for (const { name, value, valueFrom } of container.env) {
    if (valueFrom?.fieldRef) {
      const path = valueFrom.fieldRef.fieldPath;
      const found = path === 'metadata.name' ? pod?.metadata?.name : path === 'metadata.namespace' ? pod?.metadata?.namespace : '';
      out.line(level + 1, `${name}:\t${found ?? ''} (${valueFrom.fieldRef.apiVersion ?? 'v1'}:${path})`);
    } else if (valueFrom?.configMapKeyRef) {
      const { key, name: map, optional = false } = valueFrom.configMapKeyRef;
      out.line(level + 1, `${name}:\t<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`);
    } else if (valueFrom?.secretKeyRef) {
      const { key, name: secret, optional = false } = valueFrom.secretKeyRef;
      out.line(level + 1, `${name}:\t<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`);
    } else out.line(level + 1, `${name}:\t${value ?? ''}`);
  }
}

function mounts(out: Description, { volumeMounts = [] }: core.Container, level: number): void {
  if (!volumeMounts.length) return out.line(level, 'Mounts:\t<none>');
  out.line(level, 'Mounts:');
  for (const { mountPath, name, readOnly, subPath } of [...volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    out.line(level + 1, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path="${subPath}"` : ''})`);
  }
}
