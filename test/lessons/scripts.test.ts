import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lessonNamed } from '../../src/cli/lesson-files';
import { simulate } from '../../src/cli/simulation';

/** The talk's demos as scripts around kubectl, each in the world of its lesson, and the lines that tell its story. */
const DEMOS: readonly (readonly [script: string, lesson: string, lines: readonly string[]])[] = [
  [
    'dep',
    'deployment',
    ['Server: nginx/1.7.9', 'deployment "nginx" successfully rolled out', 'Server: nginx/1.9.1', 'deployment.apps/nginx scaled'],
  ],
  ['init-containers', 'init-containers', ["wget: bad address 'kubernetes.iooooo'", 'waiting for mydb', 'Hello from the init container']],
  ['ds', 'daemon', ['daemons: 3\n', 'node-1\nnode-2\nnode-3', 'daemons: 4\n', 'daemons: 3\n', 'red: 1\nnode-3\n', 'red: 0\n']],
  [
    'jobs',
    'batch',
    ['at most 3 at a time', '10 completed', 'others failed, and were tried again', 'jobs-demo Complete 10/10', 'and they are gone'],
  ],
  [
    'outage',
    'outage',
    [
      'two nodes are NotReady',
      'the Deployment has four Pods in the other zone',
      'the StatefulSet waits',
      'agent 2 2',
      'the zone is back, and the StatefulSet is whole',
      'the Job is done',
    ],
  ],
  [
    'stateful',
    'stateful',
    [
      'zk-2.zk-headless.demo-zoo.svc.cluster.local',
      'datadir-zk-2 Bound',
      'Created /hello',
      'zk-0 1\nzk-1 500m\nzk-2 500m',
      'another Pod, with the same name',
      'world',
      'statefulset.apps/zk scaled\n3\n',
    ],
  ],
];

it.each(DEMOS)('the demo %s.sh runs to its end', async (script, lesson, lines) => {
  let printed = '';
  const { run } = simulate(lessonNamed(lesson), (text) => void (printed += text));
  const code = await run(readFileSync(`lessons/scripts/${script}.sh`, 'utf8'));
  // In order: each is looked for after the one before it.
  let from = 0;
  for (const line of lines) {
    expect(printed.slice(from)).toContain(line);
    from = printed.indexOf(line, from) + line.length;
  }
  expect(code, printed).toBe(0);
});
