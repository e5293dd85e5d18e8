import { expect, test } from 'vitest';
import { schemaOf } from '../../../src/app/editor/schema';
import { plainNodes } from '../../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../../src/cluster/simulated';
import type { JsonSchema } from '../../../src/kube/cluster';
import { HttpCluster } from '../../../src/http/client';
import { apiHandler } from '../../../src/http/server';

const simulated = () => new SimulatedCluster({ seed: 1, nodes: plainNodes(1) });

/** The definition that a reference names. */
const at = (whole: JsonSchema, { $ref = '' }: JsonSchema): any => (whole as any).definitions[$ref.slice('#/definitions/'.length)];

/** The schema by which a kind is judged. */
const kind = (whole: JsonSchema, apiVersion: string, name: string): any =>
  (whole as any).allOf.find((one: any) => one.if.properties.apiVersion.const === apiVersion && one.if.properties.kind.const === name).then;

test('each kind is closed, by its own definitions, on a cluster that HTTP leads to as well', async () => {
  const handler = apiHandler(simulated());
  const far = new HttpCluster({ clock: simulated().clock, server: 'http://localhost', fetch: (request) => handler(request) });
  for (const cluster of [simulated(), far]) {
    const whole = await schemaOf(cluster);
    const pod = kind(whole, 'v1', 'Pod');
    expect(pod.additionalProperties).toBe(false);
    const spec = at(whole, pod.properties.spec);
    expect(spec.additionalProperties).toBe(false);
    expect(Object.keys(spec.properties)).toContain('containers');
    const refs = [...JSON.stringify(whole).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter(($ref) => !at(whole, { $ref }))).toEqual([]);
  }
});
