import { kinds } from '../kube/kinds';
import { readManifests } from '../kube/manifest';
import type { Manifest } from '../kube/object';
import type { Lesson, LessonStep } from './lesson';

/** What of a lesson can be done on a real cluster. Said before anybody tries. */

/** Why a step cannot be done for real, in a sentence; undefined: it can. */
export function whyNotReal(lesson: Lesson, { run = '', fault, goals }: LessonStep): string | undefined {
  if (fault || /(^|[;&|\n]\s*)fault\s/.test(run)) return FAULTS;
  if (goals.some(({ expr }) => /\b(served|failed|faulted)\(/.test(expr))) return FAULTS;
  if (NODES.test(run)) return 'This step changes a Node. On a real cluster Nodes are everybody’s, so Podplay leaves them alone.';
  const strange = manifestsIn(lesson, run).find((one) => whyForeign(lesson, one));
  return strange && whyForeign(lesson, strange);
}

const FAULTS =
  'This step breaks machines, controllers or traffic. That can be done to a simulated cluster only: nobody can pull the plug of a real one from here.';

const NODES =
  /kubectl\s+(label|annotate|taint|cordon|uncordon|drain|(delete|edit|patch|replace)\s+(nodes?|no)\b)(\s+(nodes?|no)\b|\s+node-|\s+-|\/)?/;

function whyForeign({ namespace }: Lesson, { kind = '', metadata }: Manifest): string | undefined {
  const known = kinds.find((one) => one.kind === kind);
  if (kind === 'Namespace')
    return metadata?.name === namespace
      ? undefined
      : `This step makes the namespace ${metadata?.name}: Podplay makes none but the lesson’s.`;
  if (known && !known.namespaced) return `This step makes a ${kind}, which belongs to the whole cluster: Podplay leaves it alone.`;
  const elsewhere = metadata?.namespace !== undefined && metadata.namespace !== namespace;
  return elsewhere ? `This step writes to the namespace ${metadata.namespace}: Podplay writes only to the lesson’s own.` : undefined;
}

/** What the files hold that a command applies. */
function manifestsIn({ files }: Lesson, run: string): Manifest[] {
  const named = Object.keys(files).filter((path) => run.includes(path) && /\.ya?ml$/.test(path));
  return named.flatMap((path) => manifestsOf(path, files[path]!));
}

function manifestsOf(path: string, text: string): Manifest[] {
  try {
    return readManifests(path, text).map(({ manifest }) => manifest);
  } catch {
    // A file that is meant to be refused.
    return [];
  }
}

/** What a person should know before a lesson is played on a cluster of his own. */
export function cautions(lesson: Lesson): string[] {
  const all = [...Object.keys(lesson.files).flatMap((path) => manifestsOf(path, lesson.files[path]!)), ...made(lesson)];
  const left = lesson.steps.filter((step) => whyNotReal(lesson, step)).length;
  const images = [...new Set(all.flatMap(imagesOf))].sort();
  return [
    ...(all.some(({ kind }) => kind === 'DaemonSet') ? ['It puts a Pod on every node, as a DaemonSet does.'] : []),
    ...(images.length
      ? [`Its Pods pull these images: ${images.join(', ')}. Some are as old as the talk they come from, and may not start.`]
      : []),
    ...(all.some(({ kind, spec }) => kind === 'PersistentVolumeClaim' || spec?.volumeClaimTemplates)
      ? ['It claims storage. Whether the volumes are deleted with it is for your storage classes to say.']
      : []),
    ...(left ? [`${left} of its ${lesson.steps.length} steps cannot be done for real: each says why, and can be skipped.`] : []),
  ];
}

const made = ({ setup }: Lesson): Manifest[] => setup.flatMap((action) => ('create' in action ? [action.create] : []));

function imagesOf({ spec }: Manifest): string[] {
  const pod = spec?.containers ? spec : (spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec);
  const containers = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])] as { readonly image?: string }[];
  return containers.flatMap(({ image }) => image ?? []);
}
