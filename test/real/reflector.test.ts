import { describe, expect, it } from 'vitest';
import type { ApiResource, Cluster, KubeList, WatchOptions } from '../../src/kube/cluster';
import { statusError } from '../../src/kube/status';
import { follow, type FollowState } from '../../src/real/reflector';

const PODS: ApiResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  singular: 'pod',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: [],
  subresources: [],
};

const list: KubeList = { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '7' }, items: [] };

/** What was slept, in a cluster where no time passes. */
function world(watch: (options: WatchOptions, turn: number) => AsyncIterable<never>) {
  const stop = new AbortController();
  const [slept, watched, states]: [number[], (string | undefined)[], FollowState[]] = [[], [], []];
  let lists = 0;
  const clock = {
    now: () => 0,
    // Asleep until everybody else has had his turn; then it is over at once.
    sleep: async (ms: number, signal?: AbortSignal) => {
      await new Promise((done) => setTimeout(done, 1));
      if (signal?.aborted) throw signal.reason as Error;
      slept.push(ms);
    },
  };
  const cluster = {
    clock,
    list: () => (lists++, Promise.resolve(list)),
    watch: (_: unknown, options: WatchOptions) => {
      watched.push(options.resourceVersion);
      if (watched.length === 4) stop.abort();
      return watch(options, watched.length);
    },
  } as unknown as Cluster;
  const following = { replace: () => {}, changed: () => {}, state: (state: FollowState) => void states.push(state) };
  const done = follow({ cluster, resource: PODS, namespace: 'default', signal: stop.signal }, following);
  return { done, slept, watched, states, lists: () => lists };
}

describe('a watch', () => {
  it('in which nothing is heard for five minutes is opened anew, from where it was', async () => {
    let closed = 0;
    const silent = (): AsyncIterable<never> => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => (closed++, Promise.resolve({ done: true, value: undefined })),
      }),
    });
    const { done, watched, slept, lists } = world(silent);
    await done;
    expect(watched).toEqual(['7', '7', '7', '7']);
    expect(lists()).toBe(1);
    expect(slept).toContain(300_000);
    expect(closed).toBeGreaterThanOrEqual(3);
  });

  it('that fails again and again is asked for at growing intervals', async () => {
    const fails = async function* (): AsyncGenerator<never> {
      await Promise.resolve();
      throw statusError(503, 'ServiceUnavailable', 'gone');
    };
    const { done, slept, states, lists } = world(fails);
    await done;
    expect(slept.filter((ms) => ms < 300_000)).toEqual([1000, 2000, 4000]);
    expect(states.filter(({ phase }) => phase === 'waiting')).toHaveLength(3);
    expect(lists()).toBe(1);
  });

  it('of a version that is no longer held lists anew', async () => {
    const expired = async function* (): AsyncGenerator<never> {
      await Promise.resolve();
      throw statusError(410, 'Expired', 'too old');
    };
    const { done, lists } = world(expired);
    await done;
    expect(lists()).toBe(4);
  });
});
