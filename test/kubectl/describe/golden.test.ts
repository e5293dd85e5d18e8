import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kube/object';
import { kubectl } from '../../../src/kubectl';
import { clusterOf } from '../cluster-of-objects';
import { envOn } from '../env';

/** Every text is the output of kubectl 1.32.5 on the objects beside it, at one instant. */

const folder = new URL('golden/', import.meta.url);
const objects = JSON.parse(readFileSync(new URL('objects.json', folder), 'utf8')) as KubeObject[];
const NOW = Date.parse('2026-11-23T10:58:52Z');

const SUBJECTS: Readonly<Record<string, readonly [string, string]>> = {
  configmap: ['configmap', 'cm'],
  cronjob: ['cronjob', 'hello'],
  daemonset: ['daemonset', 'fluentd'],
  deployment: ['deployment', 'nginx-deployment'],
  job: ['job', 'pi'],
  namespace: ['namespace', 'default'],
  node: ['node', 'node-a'],
  pdb: ['pdb', 'pdb'],
  pod: ['pod', 'nginx-deployment-559d658b74-x2v7q'],
  pv: ['pv', 'pvc-123'],
  pvc: ['pvc', 'www-web-0'],
  rs: ['rs', 'nginx-deployment-559d658b74'],
  secret: ['secret', 'sec'],
  service: ['service', 'my-svc'],
  statefulset: ['statefulset', 'web'],
};

const goldens = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice('describe-'.length, -'.txt'.length));

test.each(goldens)('describe %s prints what kubectl prints', async (kind) => {
  const env = envOn(clusterOf(objects, NOW));
  const code = await kubectl(['describe', ...SUBJECTS[kind]!], env);
  expect(env.stdout()).toBe(readFileSync(new URL(`describe-${kind}.txt`, folder), 'utf8'));
  expect([code, env.stderr()]).toEqual([0, '']);
});
