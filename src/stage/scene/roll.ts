import { isTerminal } from '../../kube/kinds/pod-status';
import type { Pod } from '../../kube/kinds/pod';
import { controllerOf, type KubeObject } from '../../kube/object';
import { milliValue } from '../../kube/quantity';
import { Cursor } from '../cursor';
import type { PodActor } from './actors';

/** What a scene needs of a pod, read from it once: what is stored never changes. */
export interface Known {
  readonly pod: Pod;
  readonly uid: string;
  /** Is it in the namespace that is shown? */
  readonly here: boolean;
  readonly owner: { readonly uid: string; readonly name: string } | undefined;
  /** `controller-revision-hash` */
  readonly revision: string;
  readonly node: string | undefined;
  /** CPU that it takes from its node, in thousandths. */
  readonly cpu: number;
  /** Names of the claims that it mounts. */
  readonly claims: readonly string[];
  /** As it was before this version of it. */
  readonly was: PodActor | undefined;
  /** As it was drawn last. */
  drawn: Drawn | undefined;
}

/** An actor with what it follows from, besides the pod. */
export interface Drawn {
  readonly hue: number;
  readonly lost: boolean;
  readonly claims: readonly string[];
  readonly actor: PodActor;
}

/** Every pod, of whatever namespace, and who owns which. It may be read again and again: then it costs what changed.
 *  Its groups are the same lists as before where nobody in them is another. */
export class Roll {
  #all: readonly Known[] = [];
  #namespace = '';
  #pods: readonly KubeObject[] | undefined;
  readonly #owners = new Groups<Pod>();
  readonly #nodes = new Groups<Known>();
  /** In the namespace that is shown, in order of creation. */
  here: readonly Known[] = [];

  /** @param pods  all there are, in order of creation */
  read(pods: readonly KubeObject[], namespace: string): void {
    if (pods === this.#pods && namespace === this.#namespace) return;
    const before = namespace === this.#namespace ? this.#all : [];
    const cursor = new Cursor(before, ({ uid }) => uid);
    const [all, here]: [Known[], Known[]] = [[], []];
    for (const pod of pods as unknown as readonly Pod[]) {
      const old = cursor.find(pod.metadata.uid);
      const known = old?.pod === pod ? old : knownOf(pod, namespace, old?.drawn?.actor);
      all.push(known);
      if (known.node !== undefined) this.#nodes.add(known.node, known);
      if (!known.here) continue;
      here.push(known);
      if (known.owner) this.#owners.add(known.owner.uid, pod);
    }
    this.#owners.settle();
    this.#nodes.settle();
    [this.#pods, this.#namespace, this.#all, this.here] = [pods, namespace, all, here];
  }

  /** Pods of the namespace. @param uid  of their owner */
  ownedBy(uid: string): readonly Pod[] {
    return this.#owners.of(uid);
  }

  /** Pods of any namespace. */
  on(node: string): readonly Known[] {
    return this.#nodes.of(node);
  }

  /** Nodes that pods tell of, in order of their first pod. */
  get nodes(): Set<string> {
    return new Set(this.#all.flatMap(({ node }) => node ?? []));
  }
}

/** Lists by key that are made anew each time, and stay the same object where they are alike. */
class Groups<T> {
  readonly #groups = new Map<string, { now: readonly T[]; next: T[] }>();

  add(key: string, member: T): void {
    const group = this.#groups.get(key);
    if (group) group.next.push(member);
    else this.#groups.set(key, { now: [], next: [member] });
  }

  settle(): void {
    for (const [key, group] of this.#groups) {
      if (!group.next.length) this.#groups.delete(key);
      else if (!isAlike(group.now, group.next)) group.now = group.next;
      group.next = [];
    }
  }

  of(key: string): readonly T[] {
    return this.#groups.get(key)?.now ?? [];
  }
}

const isAlike = (a: readonly unknown[], b: readonly unknown[]) => a.length === b.length && a.every((one, i) => one === b[i]);

function knownOf(pod: Pod, namespace: string, was: PodActor | undefined): Known {
  const { uid, labels = {} } = pod.metadata;
  const owner = controllerOf(pod);
  return {
    pod,
    uid,
    here: pod.metadata.namespace === namespace,
    owner: owner && { uid: owner.uid, name: owner.name },
    revision: labels['controller-revision-hash'] ?? '',
    node: pod.spec.nodeName,
    cpu: isTerminal(pod) ? 0 : askedBy(pod),
    claims: (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    was,
    drawn: undefined,
  };
}

/** CPU that its containers request, in thousandths. */
const askedBy = ({ spec }: Pod): number =>
  spec.containers.reduce((total, { resources }) => total + milliValue(resources?.requests?.['cpu']), 0);
