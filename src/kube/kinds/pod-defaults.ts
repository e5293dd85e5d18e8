/** The defaults of a pod spec, shared by Pods and by every pod template. Source: pkg/apis/core/v1/defaults.go */
import type * as core from 'kubernetes-types/core/v1';
import { dropDisabledFields } from './disabled-fields';
import { everyContainer } from './pod-containers';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Fill `fields` in where they are absent; an empty text counts as absent, as Go's zero value does. */
export function fill<T extends object>(target: T, fields: Partial<T>): T {
  for (const key of Object.keys(fields) as (keyof T)[]) {
    if (target[key] === undefined || target[key] === null || target[key] === '') target[key] = fields[key] as T[keyof T];
  }
  return target;
}

/** Fill in the defaults of a pod spec, in place, and leave out what is behind a closed gate. */
export function defaultPodSpec(spec: core.PodSpec): void {
  dropDisabledFields(spec);
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
  });
  if (spec.serviceAccountName && !spec.serviceAccount) spec.serviceAccount = spec.serviceAccountName;
  if (spec.serviceAccount && !spec.serviceAccountName) spec.serviceAccountName = spec.serviceAccount;
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of everyContainer(spec)) defaultContainer(container);
}

/** What is filled in on Pods only, so that templates show what was written. Source: SetDefaults_Pod */
export function defaultPod(spec: core.PodSpec): void {
  defaultPodSpec(spec);
  fill(spec, { enableServiceLinks: true });
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    defaultRequests(container);
    if (spec.hostNetwork) for (const port of container.ports ?? []) fill(port, { hostPort: port.containerPort });
  }
}

function defaultContainer(container: Mutable<core.Container>): void {
  fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(container.image),
  });
  for (const port of container.ports ?? []) fill(port, { protocol: 'TCP' });
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) fill(valueFrom.fieldRef, { apiVersion: 'v1' });
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) if (probe) defaultProbe(probe);
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler?.httpGet) fill(handler.httpGet, { path: '/', scheme: 'HTTP' });
  }
}

/** No tag or `latest`: Always; a digest or any other tag: IfNotPresent. Source: SetDefaults_Container, parsers.ParseImageName */
export function pullPolicy(image = ''): 'Always' | 'IfNotPresent' {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** A limit without a request asks for the limit. */
function defaultRequests(container: core.Container): void {
  const limits = container.resources?.limits;
  if (!limits || !container.resources) return;
  container.resources.requests = { ...limits, ...container.resources.requests };
}

const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } as const;

/** A 0 means the default here. */
function defaultProbe(probe: core.Probe): void {
  for (const name of Object.keys(PROBE) as (keyof typeof PROBE)[]) probe[name] ||= PROBE[name];
  if (probe.httpGet) fill(probe.httpGet, { path: '/', scheme: 'HTTP' });
  if (probe.grpc) fill(probe.grpc, { service: '' });
}

const MODE = 0o644;

function defaultVolume(volume: core.Volume): void {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length === 0) volume.emptyDir = {};
  if (volume.configMap) fill(volume.configMap, { defaultMode: MODE });
  if (volume.secret) fill(volume.secret, { defaultMode: MODE });
  if (volume.downwardAPI) fill(volume.downwardAPI, { defaultMode: MODE });
  if (volume.hostPath) fill(volume.hostPath, { type: '' });
  if (volume.projected) defaultProjected(volume.projected);
  const claim = volume.ephemeral?.volumeClaimTemplate;
  if (claim) fill(claim.spec, { volumeMode: 'Filesystem' });
}

function defaultProjected(projected: core.ProjectedVolumeSource): void {
  fill(projected, { defaultMode: MODE });
  for (const source of projected.sources ?? []) {
    if (source.serviceAccountToken) fill(source.serviceAccountToken, { expirationSeconds: 3600 });
    for (const item of source.downwardAPI?.items ?? []) if (item.fieldRef) fill(item.fieldRef, { apiVersion: 'v1' });
  }
}
