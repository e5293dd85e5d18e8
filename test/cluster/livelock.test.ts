import { describe, expect, it } from 'vitest';
import type { Reconciler } from '../../src/cluster/component';
import { controller } from '../../src/cluster/controller';
import { Engine } from '../../src/cluster/engine';
import { findFight } from '../../src/cluster/livelock';

const insists = (name: string, mine: string): Reconciler => ({
  name,
  resource: 'configmaps',
  reconcile(key, world) {
    const map = world.api.get('configmaps', key);
    if (map && (map['data'] as Record<string, string>)['owner'] !== mine) world.api.update('configmaps', { ...map, data: { owner: mine } });
  },
});

function life(...reconcilers: Reconciler[]) {
  const engine = new Engine({ seed: 3, components: reconcilers.map(controller) });
  engine.api.create('namespaces', { metadata: { name: 'default' } });
  engine.api.create('configmaps', { metadata: { name: 'flag' }, data: { owner: 'nobody' } }, { namespace: 'default' });
  for (let i = 0; i < 2_000 && engine.kernel.nextAt() !== undefined; i++) engine.step();
  return engine.story;
}

describe('the livelock guard', () => {
  it('names the two controllers that undo each other’s work, and what they fight over', () => {
    expect(findFight(life(insists('red-controller', 'red'), insists('blue-controller', 'blue')))).toMatchObject({
      actors: ['blue-controller', 'red-controller'],
      object: 'configmaps default/flag',
    });
  });

  it('says nothing of one who works alone', () => {
    expect(findFight(life(insists('red-controller', 'red')))).toBeUndefined();
  });
});
