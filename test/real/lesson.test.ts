import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessonNamed } from '../../src/cli/lesson-files';
import { HttpCluster } from '../../src/http/client';
import { LessonRunner } from '../../src/lessons/runner';
import { prepare, RealWorld, removeOwn } from '../../src/real-world';
import { createShell } from '../../src/shell/shell';
import { simulated, webSocket } from '../contract/simulated';
import { kubectlFound, proxied, type Proxied } from './proxied';

/** A lesson on a cluster that only HTTP leads to, behind the real `kubectl proxy`. */

let cluster: ReturnType<typeof simulated>;
let way: Proxied;
let beat: ReturnType<typeof setInterval>;

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const client = () => new HttpCluster({ server: way.address, clock: { now: () => Date.now(), sleep: (ms) => sleep(ms / 10) }, webSocket });

function play(slug: string, there: string) {
  const lesson = lessonNamed(slug);
  const here = lesson.namespace;
  const world = new RealWorld(client(), here, { here, there }, lesson.files);
  let printed = '';
  const shell = createShell({
    cluster: world.cluster,
    files: world.files,
    namespace: here,
    tty: false,
    write: (text) => void (printed += text),
    columns: () => 80,
    fault: (fault) => world.fault(fault),
  });
  return { lesson, world, shell, printed: () => printed };
}

describe.skipIf('why' in kubectlFound)('lessons on a cluster behind kubectl proxy', () => {
  beforeAll(async () => {
    cluster = simulated();
    beat = setInterval(() => void cluster.advance(cluster.at + 250), 20);
    way = await proxied(cluster);
  });

  afterAll(() => {
    clearInterval(beat);
    way.close();
  });

  it('the whole Deployment lesson is played and judged there, and leaves nothing behind', async () => {
    const before = cluster.view.list('namespaces').map(({ metadata }) => metadata.name);
    const { lesson, world, shell, printed } = play('deployment', 'podplay-deployment-test');
    await prepare(world.cluster, lesson);
    await world.recorder.ready;
    const runner = new LessonRunner(lesson, world);
    for (const [index, step] of lesson.steps.entries()) {
      runner.go(index);
      if (step.predict) runner.predict(step.predict.answer);
      if (step.run) expect([step.id, (await shell.run(step.run)) !== 0]).toEqual([step.id, step.fails === true]);
      for (let i = 0; i < 400 && runner.state.phase !== 'explained'; i++) await sleep(25);
      expect([step.id, runner.state.phase, runner.state.missing.map(({ expr }) => expr)]).toEqual([step.id, 'explained', []]);
    }
    expect(printed()).toContain('namespace/demo-dep created');
    expect(cluster.view.list('pods').map(({ metadata }) => metadata.namespace)).toEqual(Array(6).fill('podplay-deployment-test'));
    expect(cluster.view.get('namespaces', 'demo-dep')).toBeUndefined();
    // Looking back shows the step of then; nothing is done there, and the present comes back whole.
    const scaled = world.recorded.find((entry) => entry.type === 'step' && lesson.steps[entry.step]!.id === 'scale')!;
    world.recorder.seek(scaled.at);
    expect(runner.state.step.id).toBe('scale');
    expect(world.view.list('pods')).toHaveLength(4);
    world.goOn();
    expect(runner.state.index).toBe(lesson.steps.length - 1);
    expect(world.view.list('pods')).toHaveLength(6);
    runner.destroy();
    shell.close();
    world.close();
    expect(await removeOwn(client(), 'podplay-deployment-test')).toBe(true);
    expect(cluster.view.list('namespaces').map(({ metadata }) => metadata.name)).toEqual(before);
  }, 120_000);

  it('what a lesson finds is made in its own namespace; a fault is refused in words', async () => {
    const { lesson, world, shell, printed } = play('outage', 'podplay-outage-test');
    await prepare(world.cluster, lesson);
    const own = (resource: string) => cluster.view.list(resource).filter(({ metadata }) => metadata.namespace === 'podplay-outage-test');
    expect(own('deployments').map(({ metadata }) => metadata.name)).toEqual(['web']);
    expect(own('daemonsets').map(({ metadata }) => metadata.name)).toEqual(['agent']);
    expect(cluster.view.list('deployments').filter(({ metadata }) => metadata.namespace === 'default')).toEqual([]);
    expect(await shell.run('fault stop-zone zone-a')).not.toBe(0);
    expect(printed()).toContain('faults can be thrown at a simulated cluster only');
    world.close();
    shell.close();
    expect(await removeOwn(client(), 'podplay-outage-test')).toBe(true);
  });

  it('who may not remove the namespace is told so', async () => {
    way.trouble = (incoming, outgoing, pass) => {
      if (incoming.method !== 'DELETE') return pass();
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'Forbidden',
        code: 403,
        message: 'namespaces "x" is forbidden',
      };
      outgoing.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify(status));
    };
    await expect(removeOwn(client(), 'x')).rejects.toThrow('namespaces "x" is forbidden');
    way.trouble = undefined;
  });
});
