import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

const service = (name: string, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});
const external = (world: Whole, name: string) => world.api.table('services', [world.get('services', name)]).rows[0]!.cells[3];

// cloud-provider/controllers/service/controller.go
describe('a Service of type LoadBalancer', () => {
  it('V12: waits for its address, then has one of its own', () => {
    const world = new Whole();
    world.apply(service('a'), service('b'));
    world.run(5);
    expect(external(world, 'a')).toBe('<pending>');
    world.run(30);
    expect([external(world, 'a'), external(world, 'b')]).toEqual(['198.51.100.10', '198.51.100.11']);
    expect(world.events('a')).toEqual(['EnsuringLoadBalancer: Ensuring load balancer', 'EnsuredLoadBalancer: Ensured load balancer']);
  });

  it('has the one that it asks for', () => {
    const world = new Whole();
    world.apply(service('a', { loadBalancerIP: '198.51.100.77' }));
    world.run(30);
    expect(external(world, 'a')).toBe('198.51.100.77');
  });

  it('gives it back when it is another type, and when it goes', () => {
    const world = new Whole();
    world.apply(service('a'), service('b'));
    world.run(30);
    world.patch('services', 'a', { spec: { type: 'ClusterIP' } });
    world.delete('services', 'b');
    world.run(2);
    expect(world.get('services', 'a')['status']).toEqual({ loadBalancer: {} });
    expect(world.get('services', 'a').metadata.finalizers).toBeUndefined();
    expect(world.find('services', 'b')).toBeUndefined();
    expect(world.events('b').slice(-2)).toEqual([
      'DeletingLoadBalancer: Deleting load balancer',
      'DeletedLoadBalancer: Deleted load balancer',
    ]);
  });

  it('is answered through its address', () => {
    const world = new Whole();
    world.apply(service('a'), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    });
    world.run(40);
    expect(world.exec('web', 'curl', '-s', 'http://198.51.100.10')).toContain('Welcome to nginx!');
  });
});
