import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../src/cli/scenario';
import { Playground } from '../../src/playground';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const playground = () => new Playground({ scenario: scenarioOf(2, 4, {}), turn, epoch: Date.UTC(2026, 0, 1) });

const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' };

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
  },
};

const pass = (to: Playground, until: number) => {
  while (to.cluster.advance(until));
};

describe('a world that is told what another has lived through', () => {
  it('lives through the same, piece by piece, and can be taken back', async () => {
    const [there, here] = [playground(), playground()];
    const begin = there.cluster.at;
    let told = 0;
    const tell = () => {
      here.cluster.history.extend(there.cluster.history.recorded.slice(told), there.cluster.at);
      told = there.cluster.history.recorded.length;
    };
    pass(there, begin + 1234);
    tell();
    pass(here, here.cluster.history.end);
    await there.cluster.create(DEPLOYMENTS, deployment, { namespace: 'default' });
    await there.cluster.create(DEPLOYMENTS, deployment, { namespace: 'default' }).catch(() => {});
    pass(there, begin + 9000);
    tell();
    pass(here, here.cluster.history.end);
    expect(JSON.stringify(here.cluster.log)).toBe(JSON.stringify(there.cluster.log));
    expect(here.view.list('pods')).toEqual(there.view.list('pods'));
    here.time.seek(begin + 1000);
    expect(here.view.list('deployments')).toEqual([]);
    here.time.seek(here.time.end);
    expect(here.view.list('pods')).toEqual(there.view.list('pods'));
  });

  it('never runs ahead of what it was told', () => {
    const { time } = playground();
    time.limit = time.at + 100;
    time.play();
    time.frame(200);
    expect(time.at).toBe(time.limit);
  });
});
