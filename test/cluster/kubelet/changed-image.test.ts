import { expect, it } from 'vitest';
import { Nodes } from './world';

const WEB = { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web' };

/** Source: pkg/kubelet/images/image_manager.go: the back-off's key is the pod and the image. */
it.each(['ErrImagePull', 'ImagePullBackOff'])('a corrected image is pulled at once, also in %s', (reason) => {
  const nodes = new Nodes();
  nodes.pod('web', { image: 'nginxx' });
  const waiting = () => nodes.get('web').status.containerStatuses?.[0]?.state?.waiting?.reason;
  for (let ms = 0; waiting() !== reason && ms < 60_000; ms += 100) nodes.run(100);
  expect(waiting()).toBe(reason);
  nodes.engine.api.patch(WEB, 'application/strategic-merge-patch+json', {
    spec: { containers: [{ name: 'c', image: 'nginx:1.27.4' }] },
  });
  nodes.run(6_000);
  expect(nodes.status('web').state?.running).toBeDefined();
});
