import { describe, expect, it } from 'vitest';
import { lessonNamed } from '../../src/cli/lesson-files';
import { cautions, whyNotReal } from '../../src/lessons/for-real';

const refused = (slug: string) => {
  const lesson = lessonNamed(slug);
  return lesson.steps.filter((step) => whyNotReal(lesson, step)).map(({ id }) => id);
};

describe('what of a lesson can be done on a real cluster', () => {
  it('all of a Deployment, a StatefulSet, a Job and init containers', () => {
    for (const slug of ['deployment', 'stateful', 'batch', 'init-containers']) expect([slug, refused(slug)]).toEqual([slug, []]);
  });

  it('no step that breaks a machine, a controller or the network, or sends traffic', () => {
    const lesson = lessonNamed('outage');
    const faults = lesson.steps.filter(({ run }) => /\bfault /.test(run ?? ''));
    expect(faults.length).toBeGreaterThan(2);
    for (const step of faults) expect(whyNotReal(lesson, step)).toContain('nobody can pull the plug');
  });

  it('no step that changes a Node', () => {
    const lesson = lessonNamed('daemon');
    const labels = lesson.steps.filter(({ run }) => run?.startsWith('kubectl label node'));
    expect(labels).toHaveLength(2);
    for (const step of labels) expect(whyNotReal(lesson, step)).toContain('changes a Node');
    const look = lesson.steps.find(({ run }) => run?.startsWith('kubectl get nodes'))!;
    expect(whyNotReal(lesson, look)).toBeUndefined();
  });

  it('nothing that belongs to the whole cluster, or to another namespace', () => {
    const lesson = lessonNamed('deployment');
    const step = { ...lesson.steps[0]!, run: 'kubectl apply -f own.yaml' };
    const why = (text: string) => whyNotReal({ ...lesson, files: { 'own.yaml': text } }, step);
    expect(why('apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: s}\n')).toContain(
      'a StorageClass, which belongs to the whole cluster',
    );
    expect(why('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s, namespace: kube-system}\n')).toContain('the namespace kube-system');
    expect(why('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\n')).toBeUndefined();
    expect(why('apiVersion: v1\nkind: Namespace\nmetadata: {name: demo-dep}\n')).toBeUndefined();
  });

  it('is told before one agrees', () => {
    expect(cautions(lessonNamed('daemon')).join(' ')).toContain('a Pod on every node');
    expect(cautions(lessonNamed('stateful')).join(' ')).toContain('claims storage');
    expect(cautions(lessonNamed('deployment')).join(' ')).toContain('nginx:1.7.9');
    expect(cautions(lessonNamed('outage')).join(' ')).toMatch(/\d of its \d+ steps cannot be done for real/);
  });
});
