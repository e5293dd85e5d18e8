import { describe, expect, it } from 'vitest';
import { unmet } from '../../src/lessons/goals';
import { play, lessonOf, type Played } from './world';

const NOTHING = lessonOf('  - { id: one, title: One, say: Say. }');

/** Does the condition hold, of what happened since `from`? */
function holds({ playground }: Played, expr: string, from = 0): boolean {
  const { view, log, stored } = playground;
  return unmet([{ expr, missing: '-' }], { view, log, stored, namespace: 'default', from }).length === 0;
}

async function rolledOut(): Promise<{ played: Played; from: number }> {
  const played = play(NOTHING);
  await played.run('kubectl create deployment web --image=nginx:1.7.9 --replicas=3; kubectl rollout status deployment/web');
  const from = played.playground.log.length;
  await played.run('kubectl set image deployment/web nginx=nginx:1.9.1; kubectl rollout status deployment/web; sleep 10');
  return { played, from };
}

describe('goals over history', () => {
  it('know the fewest that were ready at once, the state at the beginning included', async () => {
    const { played, from } = await rolledOut();
    expect(holds(played, "fewestReady('app=web') == 3", from)).toBe(true);
    expect(holds(played, "fewestReady('app=web') == 0")).toBe(true);
    await played.run('kubectl delete pods --all');
    expect(holds(played, "fewestReady('app=web') == 3", from)).toBe(false);
  });

  it('know the most that were there at once', async () => {
    const { played, from } = await rolledOut();
    expect(holds(played, "mostActive('app=web') > 3", from)).toBe(true);
    expect(holds(played, "mostActive('app=other') == 0", from)).toBe(true);
  });

  it('know the most that were not ready at once', async () => {
    const { played, from } = await rolledOut();
    expect(holds(played, "mostUnready('app=web') == 3")).toBe(true);
    expect(holds(played, "mostUnready('app=web') < 3", from)).toBe(true);
  });

  it('know what happened in which order', async () => {
    const { played, from } = await rolledOut();
    expect(holds(played, "order('app=web', 'ready').size() == 3 && order('app=web', 'gone').size() == 3", from)).toBe(true);
    expect(holds(played, "order('app=web', 'ContainerCreating').size() == 3", from)).toBe(true);
    expect(holds(played, "order('app=web', 'CrashLoopBackOff').size() == 0", from)).toBe(true);
  });

  it('stand where the world stands after going back in time', async () => {
    const { played } = await rolledOut();
    const at = played.playground.time.at;
    await played.run('kubectl delete pods --all; sleep 5');
    expect(holds(played, "order('app=web', 'gone').size() == 6")).toBe(true);
    played.playground.time.seek(at);
    expect(holds(played, "order('app=web', 'gone').size() == 3")).toBe(true);
  });
});
