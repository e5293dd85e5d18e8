import { simulate } from '../../src/cli/simulation';
import { scenarioOf } from '../../src/cli/scenario';

/** What becomes of a manifest on a small cluster: three nodes of 4 CPUs and 8 GiB in three zones, three minutes later. */

const KINDS = 'deployments,replicasets,replicationcontrollers,statefulsets,daemonsets,jobs,cronjobs,pods,persistentvolumeclaims,persistentvolumes';
const REASONS = '-o custom-columns=R:.reason,K:.involvedObject.kind,N:.involvedObject.name,M:.message';
const MINUTES = 3;

/** @param first manifests that it relies on and does not bring
 *  @returns kubectl's words, every object's line of the table, and the warnings; without ages and the names that
 *  chance gave */
export async function settle(manifest: string, first: readonly string[] = []): Promise<string> {
  const scenario = scenarioOf(3, 1, { 'manifest.yaml': manifest, 'first.yaml': first.join('\n---\n') });
  let said = '';
  const simulation = simulate(scenario, (text) => void (said += text), false);
  const ask = async (script: string) => {
    said = '';
    await simulation.run(script);
    return said;
  };
  for (const name of namespacesOf(manifest)) await ask(`kubectl create namespace ${name}`);
  if (first.length) await ask('kubectl apply -f first.yaml');
  const applied = await ask('kubectl apply -f manifest.yaml');
  await ask(`sleep ${MINUTES * 60}`);
  const objects = await ask(`kubectl get ${KINDS} -A --no-headers`);
  const warnings = await ask(`kubectl get events -A --no-headers --field-selector type=Warning ${REASONS}`);
  const rows = objects.startsWith('No resources') ? [] : objects.split('\n').map(withoutAge);
  return [applied.trimEnd(), ...counted(rows), ...counted(warnings.split('\n').map(warning))]
    .filter(Boolean)
    .join('\n');
}

/** Namespaces that it names, and neither has from the start nor brings. */
const namespacesOf = (manifest: string) => {
  const named = [...manifest.matchAll(/^ {1,4}namespace: *"?([a-z0-9-]+)"?/gm)].map(([, name]) => name!);
  return [...new Set(named)].filter((name) => name !== 'default' && !name.startsWith('kube-') && !/kind: Namespace/.test(manifest));
};

/** Names that chance gave: of a ReplicaSet's or DaemonSet's Pods, of volumes. */
const anonymous = (text: string) =>
  text
    .replace(/pvc-[0-9a-f-]{36}/g, 'pvc-*')
    .replace(/-[0-9bcdfghjklmnpqrstvwxz]{6,10}-[0-9bcdfghjklmnpqrstvwxz]{5}\b/g, '-*-*')
    .replace(/-[0-9bcdfghjklmnpqrstvwxz]{8,10}(?=\s)/g, '-*')
    .replace(/((?:pod\/| Pod )[\w.-]+)-[0-9bcdfghjklmnpqrstvwxz]{5}(?=\s)/g, '$1-*')
    .replace(/-[0-9bcdfghjklmnpqrstvwxz]{8,10}-[0-9bcdfghjklmnpqrstvwxz]{5}(?=_)/g, '-*-*')
    .replace(/(pod [\w.-]+\/[\w.-]+)-[0-9bcdfghjklmnpqrstvwxz]{5}(?=\s)/g, '$1-*')
    .replace(/node-\d/g, 'node-*');

/** Ages and back-offs are no state. */
function withoutAge(line: string): string {
  const cells = line.trim().replace(/\d+ \(\S+ ago\)/, 'restarted').split(/\s+/).slice(0, -1);
  // When a CronJob last ran, and how long a Job took, hang on the second.
  if (/^(cronjob|job)\.batch/.test(cells[1] ?? '')) cells.pop();
  return anonymous(cells.join(' '));
}

const warning = (line: string) => (/^(No resources|\s*$)/.test(line) ? '' : `! ${anonymous(line.replace(/\s+/g, ' ').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uid>').trim())}`);

/** Equal lines once, with how often. */
function counted(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) if (line) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count > 1 ? `${line} ×${count}` : line)).sort();
}
