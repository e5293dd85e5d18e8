import { describe, expect, it } from 'vitest';
import { playPrelude, rehearse } from '../../src/arrival';
import { lessonNamed } from '../../src/cli/lesson-files';
import { macrotask } from '../../src/cli/simulation';
import { LessonRunner } from '../../src/lessons/runner';
import { walkTo } from '../../src/lessons/walk';

/** Play a lesson up to a step, and then do something else than it says.
 *  @returns what the step still misses `seconds` later; undefined when it is done */
async function answer(slug: string, id: string, script: string, seconds: number): Promise<string | undefined> {
  const lesson = lessonNamed(slug);
  const { playground, hands } = rehearse(lesson, macrotask);
  await playPrelude(lesson, playground, hands);
  const runner = new LessonRunner(lesson, playground);
  const index = lesson.steps.findIndex((step) => step.id === id);
  if (index < 0) throw new Error(`lesson ${slug} has no step ${id}`);
  const work = async () => {
    await walkTo(runner, hands, index);
    await hands.run(script, new AbortController().signal);
    for (let waited = 0; waited < seconds && runner.state.phase !== 'explained'; waited++) {
      await hands.sleep(1000);
      runner.look();
    }
  };
  if (!(await playground.runUntilDone(work()))) throw new Error('the answer waits for what will never happen');
  return runner.state.phase === 'explained' ? undefined : runner.state.missing.map((goal) => goal.missing).join(' ');
}

describe('other ways to the same end are as good', () => {
  it.each([
    ['cluster', 'pod', 'kubectl run web --image=nginx:1.27.4'],
    ['cluster', 'controller', 'kubectl create deployment hello --image=nginx --replicas=3'],
    ['cluster', 'heal', 'kubectl delete pods -l app=hello'],
    ['deployment', 'namespace', 'kubectl create ns demo-dep'],
    ['deployment', 'curl', "sed 's/curlpod/other/' curl.yaml | kubectl create -f -"],
    ['deployment', 'forward', 'kubectl set image deployment/nginx nginx=nginx:1.9.1'],
    ['deployment', 'scale', `kubectl patch deployment nginx -p '{"spec":{"replicas":5}}'`],
    ['deployment', 'back', 'kubectl set image deployment/nginx nginx=nginx:1.7.9'],
    ['init-containers', 'mydb', "sed 's/9377/80/' mydb.yaml | kubectl create -f -"],
    ['init-containers', 'mend', 'kubectl set image pod/init install=busybox'],
    ['daemon', 'add', 'fault add-node node-4'],
    ['daemon', 'lose', 'kubectl delete pods --all'],
    ['daemon', 'remove', 'kubectl delete pods --field-selector spec.nodeName=node-4 --wait=false; fault remove-node node-4'],
    ['daemon', 'update', "sed 's/0.13/0.14/' daemon.yaml | kubectl apply -f -"],
    ['daemon', 'label', `kubectl patch node node-2 -p '{"metadata":{"labels":{"color":"red"}}}'`],
    ['daemon', 'unlabel', 'kubectl label node --all color-'],
    ['batch', 'start', "sed 's/jobs-demo/jobs-demo/' job.yaml | kubectl create -f -"],
    ['batch', 'finish', 'sleep 60'],
    ['batch', 'clean', 'kubectl delete jobs --all'],
    ['outage', 'down', 'fault stop-node node-1; fault stop-zone zone-a'],
    ['outage', 'up', 'fault start-node node-1; fault start-node node-2'],
    ['summary', 'agent', 'kubectl delete pods -l app=agent'],
    ['stateful', 'create', "sed '/podManagementPolicy/d' zookeeper.yaml | kubectl create -f -"],
    ['stateful', 'update', "sed 's/cpu: .1./cpu: 500m/' zookeeper.yaml | sed '/podManagementPolicy/d' | kubectl apply -f -"],
    ['stateful', 'kill', 'kubectl delete pods --all'],
    ['stateful', 'down', `kubectl patch statefulset zk -p '{"spec":{"replicas":1}}'`],
  ])('%s/%s: %s', async (slug, id, script) => {
    expect(await answer(slug, id, script, 60)).toBeUndefined();
  });
});

describe('a wrong answer is told what is missing', () => {
  it.each([
    ['cluster', 'pod', 'kubectl run wep --image=nginx', 'The Pod called `web` is not ready yet.'],
    ['cluster', 'alone', 'kubectl delete pod pair', 'The Pod called `web` must be gone.'],
    ['cluster', 'asleep', 'kubectl delete pod -l app=hello', 'Two Pods must be left, and nobody may replace the third.'],
    ['deployment', 'namespace', 'kubectl create namespace demo', 'There is no namespace called demo-dep yet.'],
    ['deployment', 'delete', 'kubectl scale deployment nginx --replicas=2', 'Delete one of the Pods. Three Pods must be ready again.'],
    ['deployment', 'scale', 'kubectl scale deployment nginx --replicas=4', 'Five Pods with nginx 1.9.1 must be ready.'],
    ['deployment', 'back', 'kubectl rollout undo deployment/nginx', 'All five Pods must run nginx 1.7.9 again.'],
    [
      'deployment',
      'forward',
      'kubectl delete pods --all; kubectl set image deployment/nginx nginx=nginx:1.9.1',
      'At some moment fewer than three Pods were ready. Go back in time, and roll out once more.',
    ],
    ['init-containers', 'mydb', "sed 's/mydb/mydp/' mydb.yaml | kubectl create -f -", 'There is no Service called `mydb` yet.'],
    ['daemon', 'everywhere', 'kubectl create deployment daemons --image=nginx', 'Every node must have a Pod with the label `demo=daemons`'],
    ['daemon', 'add', 'fault add-node node-5', 'There is no node called `node-4` yet.'],
    ['daemon', 'label', 'kubectl label node node-1 color=red', 'Only `node-2` shall be red.'],
    ['daemon', 'unlabel', 'kubectl label node node-2 color=blue --overwrite', 'No node may have the label `color`.'],
    [
      'batch',
      'start',
      "sed 's/parallelism: 3/parallelism: 5/' job.yaml | kubectl apply -f -",
      'Three Pods must be at work at the same time.',
    ],
    ['batch', 'lose', 'kubectl delete job jobs-demo', 'Nine of the ten Pods that succeeded must be left.'],
    ['batch', 'hopeless', "sed 's/exit 1/exit 0/' hopeless.yaml | kubectl apply -f -", 'The Job `hopeless` must have given up.'],
    ['outage', 'up', 'fault start-node node-1', 'All four nodes must be ready.'],
    ['summary', 'diary', 'kubectl delete pod diary-0', 'The new `diary-1` must be ready.'],
    ['stateful', 'create', 'kubectl apply -f zookeeper.yaml', 'Each must wait until the one before it is ready.'],
    ['stateful', 'kill', 'kubectl delete pod zk-1', 'Delete the Pod `zk-0`.'],
    ['stateful', 'rest', 'kubectl delete pod zk-0', 'All three Pods must ask for half a CPU, and be ready.'],
    ['stateful', 'down', 'kubectl delete statefulset zk', 'Only `zk-0` may be left.'],
    ['init-containers', 'mend', 'kubectl apply -f pod.yaml', 'The Pod `init` is not ready yet.'],
  ])('%s/%s: %s', async (slug, id, script, missing) => {
    expect(await answer(slug, id, script, 20)).toContain(missing);
  });
});
