import type * as core from 'kubernetes-types/core/v1';
import { canonicalQuantity } from '../../kube/quantity';
import { NONE, rfc1123, trueOrFalse, type Description } from './common';
import { environmentLines } from './environment';
import { probeText } from './probe';

/** Containers as describe shows them, in pods and in pod templates.
 *  Source: describe.go describeContainers. In a template (`level` 1) a name stands one space further in. */
export function containerLines(
  out: Description,
  level: 0 | 1,
  title: string,
  containers: readonly core.Container[],
  statuses: readonly core.ContainerStatus[] = [],
  pod?: core.Pod,
): void {
  out.line(level, `${title}:${containers.length ? '' : ` ${NONE}`}`);
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name);
    out.line(1, `${' '.repeat(level)}${container.name}:`);
    basics(out, container, status);
    words(out, 'Command', container.command);
    words(out, 'Args', container.args);
    if (status) states(out, status);
    resourceLines(out, 2, container.resources);
    probes(out, container);
    environmentLines(out, container, pod);
    mounts(out, container);
  }
}

function basics(out: Description, container: core.Container, status: core.ContainerStatus | undefined): void {
  if (status) out.line(2, `Container ID:\t${status.containerID ?? ''}`);
  out.line(2, `Image:\t${container.image ?? ''}`);
  if (status) out.line(2, `Image ID:\t${status.imageID}`);
  ports(out, 'Port', container.ports, ({ containerPort }) => containerPort);
  ports(out, 'Host Port', container.ports, ({ hostPort = 0 }) => hostPort);
  const profile = container.securityContext?.seccompProfile;
  if (!profile) return;
  out.line(2, `SeccompProfile:\t${profile.type}`);
  if (profile.type === 'Localhost') out.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function ports(
  out: Description,
  title: string,
  all: readonly core.ContainerPort[] = [],
  number: (port: core.ContainerPort) => number,
): void {
  const texts = all.map((port) => `${number(port)}/${port.protocol ?? 'TCP'}`);
  out.line(2, `${title}${all.length > 1 ? 's' : ''}:\t${texts.join(', ') || NONE}`);
}

function words(out: Description, title: string, all: readonly string[] | undefined): void {
  if (!all?.length) return;
  out.line(2, `${title}:`);
  for (const line of all.flatMap((word) => word.split('\n'))) out.line(3, line);
}

function states(out: Description, status: core.ContainerStatus): void {
  stateLines(out, 'State', status.state ?? {});
  if (status.lastState?.terminated) stateLines(out, 'Last State', status.lastState);
  out.line(2, `Ready:\t${trueOrFalse(status.ready)}`);
  out.line(2, `Restart Count:\t${status.restartCount}`);
}

function stateLines(out: Description, title: string, { running, waiting, terminated }: core.ContainerState): void {
  out.line(2, `${title}:\t${running ? 'Running' : terminated && !waiting ? 'Terminated' : 'Waiting'}`);
  if (running) out.line(3, `Started:\t${rfc1123(running.startedAt!)}`);
  else if (waiting?.reason) out.line(3, `Reason:\t${waiting.reason}`);
  else if (terminated && !waiting) ended(out, terminated);
}

function ended(out: Description, { reason, message, exitCode, signal, startedAt, finishedAt }: core.ContainerStateTerminated): void {
  if (reason) out.line(3, `Reason:\t${reason}`);
  if (message) out.line(3, `Message:\t${message}`);
  out.line(3, `Exit Code:\t${exitCode}`);
  if (signal) out.line(3, `Signal:\t${signal}`);
  out.line(3, `Started:\t${startedAt ? rfc1123(startedAt) : ZERO_TIME}`);
  out.line(3, `Finished:\t${finishedAt ? rfc1123(finishedAt) : ZERO_TIME}`);
}

/** Go's zero time. */
const ZERO_TIME = 'Mon, 01 Jan 0001 00:00:00 +0000';

export function resourceLines(out: Description, level: number, resources: core.ResourceRequirements | undefined): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(list ?? {}).sort();
    if (names.length) out.line(level, `${title}:`);
    for (const name of names) out.line(level + 1, `${name}:\t${canonicalQuantity(list![name]!)}`);
  }
}

function probes(out: Description, { livenessProbe, readinessProbe, startupProbe }: core.Container): void {
  if (livenessProbe) out.line(2, `Liveness:\t${probeText(livenessProbe)}`);
  if (readinessProbe) out.line(2, `Readiness:\t${probeText(readinessProbe)}`);
  if (startupProbe) out.line(2, `Startup:\t${probeText(startupProbe)}`);
}

const by =
  <T>(key: (item: T) => string) =>
  (a: T, b: T) =>
    key(a) < key(b) ? -1 : 1;

function mounts(out: Description, { volumeMounts = [], volumeDevices = [] }: core.Container): void {
  out.line(2, `Mounts:${volumeMounts.length ? '' : `\t${NONE}`}`);
  for (const { mountPath, name, readOnly, subPath } of [...volumeMounts].sort(by((mount) => mount.mountPath))) {
    out.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${JSON.stringify(subPath)}` : ''})`);
  }
  if (!volumeDevices.length) return;
  out.line(2, `Devices:${volumeMounts.length ? '' : `\t${NONE}`}`);
  for (const { devicePath, name } of [...volumeDevices].sort(by((device) => device.devicePath))) out.line(3, `${devicePath} from ${name}`);
}
