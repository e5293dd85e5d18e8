import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settle } from './settle';

/** Real manifests, applied and left alone. What became of each is reviewed text in `states/`, one file a folder.
 *  When something became truer: read the difference, then `npx vitest run test/golden -u`. */

const ROOT = join(import.meta.dirname, 'manifests');
const SITE = 'kubernetes-website/content/en/examples';

/** What a manifest needs to be applied before it. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  [`${SITE}/admin/logging/two-files-counter-pod-agent-sidecar.yaml`]: [`${SITE}/admin/logging/fluentd-sidecar-config.yaml`],
  [`${SITE}/application/guestbook/redis-follower-deployment.yaml`]: [`${SITE}/application/guestbook/redis-leader-service.yaml`],
  [`${SITE}/application/mysql/mysql-statefulset.yaml`]: [
    `${SITE}/application/mysql/mysql-configmap.yaml`,
    `${SITE}/application/mysql/mysql-services.yaml`,
  ],
  [`${SITE}/pods/config/redis-pod.yaml`]: [`${SITE}/pods/config/example-redis-config.yaml`],
  [`${SITE}/pods/pod-configmap-volume.yaml`]: [`${SITE}/configmap/configmap-multikeys.yaml`],
  [`${SITE}/service/access/frontend-deployment.yaml`]: [
    `${SITE}/service/access/hello-application.yaml`,
    `${SITE}/service/access/backend-service.yaml`,
  ],
  'kubernetes-examples/_archived/storage/minio/minio-standalone-deployment.yaml': [
    'kubernetes-examples/_archived/storage/minio/minio-standalone-pvc.yaml',
  ],
};

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function manifestsOf(source: string): Map<string, string[]> {
  const paths = readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' }).filter((path) => /\.ya?ml$/.test(path));
  const folders = new Map<string, string[]>();
  for (const path of paths.map((one) => `${source}/${one}`).sort()) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
  return folders;
}

/** @param source a folder of `manifests/` */
export function golden(source: string): void {
  describe(`real manifests of ${source}`, () => {
    it.each([...manifestsOf(source)])('%s', { timeout: 300_000 }, async (folder, paths) => {
      let states = '';
      for (const path of paths) states += `# ${path.slice(folder.length + 1)}\n${await settle(read(path), (COMPANIONS[path] ?? []).map(read))}\n\n`;
      await expect(states).toMatchFileSnapshot(join(import.meta.dirname, 'states', `${folder.replaceAll('/', ' ').replace('content en examples ', '')}.txt`));
    });
  });
}
