import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerStatus } from '../../kube/kinds/horizontal-pod-autoscaler';
import { tableOf, type KindDefinition } from '../../kube/kinds/kind';
import type { Pod } from '../../kube/kinds/pod';
import type { Condition, KubeObject } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { scaleOf } from '../../kube/scale';
import { parseLabelSelector } from '../../kube/selectors';
import { notFound, StatusError } from '../../kube/status';
import type { Reconciler, World } from '../component';
import { forget, limit, rememberFirst, rememberScaling, type Limited } from './autoscaler-limits';
import { compute } from './autoscaler-metrics';

/** HorizontalPodAutoscalers: sets the size of what they target by what its pods use.
 *  MODELS the resync of 15 s, resource and container metrics, tolerance, pods that are not ready or not measured,
 *  stabilization, behaviour policies, conditions and events in upstream's words.
 *  OMITS metrics adapters, and telling that two autoscalers share their pods.
 *  Source: pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler */
export const autoscalerController: Reconciler = {
  name: 'horizontal-pod-autoscaler',
  resource: 'horizontalpodautoscalers',
  // A key always waits for the next turn: what a change asks for is seen then.
  hears: ({ type }) => type === 'ADDED',
  latency: () => RESYNC,
  reconcile(key, world) {
    const autoscaler = world.api.get<HorizontalPodAutoscaler>('horizontalpodautoscalers', key);
    if (!autoscaler) return forget(world, key);
    const next = new Turn(world, key, autoscaler).status();
    if (!same(next, autoscaler.status)) world.api.updateStatus('horizontalpodautoscalers', { ...autoscaler, status: next });
    return RESYNC;
  },
};

/** --horizontal-pod-autoscaler-sync-period */
const RESYNC = 15_000;

interface Scaled {
  readonly kind: KindDefinition;
  readonly object: KubeObject;
  readonly scale: KubeObject;
}

/** One look at one autoscaler. */
class Turn {
  #conditions: Condition[];

  constructor(
    readonly world: World,
    readonly key: string,
    readonly autoscaler: HorizontalPodAutoscaler,
  ) {
    this.#conditions = [...(autoscaler.status.conditions ?? [])];
  }

  status(): HorizontalPodAutoscalerStatus {
    const found = this.#scale();
    if (!found) return { ...this.autoscaler.status, conditions: this.#conditions };
    this.#set('AbleToScale', true, 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
    const current = (found.scale['spec'] as { replicas: number }).replicas;
    rememberFirst(this.world, this.key, current);
    const { minReplicas = 1, maxReplicas } = this.autoscaler.spec;
    if (current === 0) {
      this.#set('ScalingActive', false, 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      return this.#told(current, 0, []);
    }
    if (current > maxReplicas) return this.#resize(found, current, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    if (current < minReplicas) return this.#resize(found, current, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    return this.#byMetrics(found, current);
  }

  /** What is targeted; a complaint where that cannot be found. */
  #scale(): Scaled | undefined {
    const { apiVersion = '', kind: name, name: target } = this.autoscaler.spec.scaleTargetRef;
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    const { api } = this.world;
    // Any version of the group will do.
    const kind = api.resourceFor(apiVersion, name) ?? api.resourceFor(`${group}/v1`, name);
    if (!kind) return this.#unscaled(`no matches for kind ${JSON.stringify(name)} in group ${JSON.stringify(group)}`);
    const object = api.get(tableOf(kind), `${this.autoscaler.metadata.namespace}/${target}`);
    if (!object) return this.#unscaled(notFound(kind, target).message);
    if (!kind.scale) return this.#unscaled('the server could not find the requested resource');
    try {
      return { kind, object, scale: scaleOf(kind, object) };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return this.#unscaled(error.message);
    }
  }

  #unscaled(why: string): undefined {
    this.#warn('FailedGetScale', why);
    this.#set('AbleToScale', false, 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${why}`);
    return undefined;
  }

  #byMetrics(found: Scaled, current: number): HorizontalPodAutoscalerStatus {
    const { world, key, autoscaler } = this;
    const selector = (found.scale['status'] as { selector?: string }).selector;
    if (!selector || selector === '<none>') return this.#unselected(current);
    const selects = parseLabelSelector(selector);
    const pods = world.api.list<Pod>('pods', autoscaler.metadata.namespace).filter(({ metadata }) => selects(metadata.labels ?? {}));
    const computed = compute(world, { autoscaler, pods, current }, (reason, message) => this.#warn(reason, message));
    if (!('replicas' in computed)) {
      this.#set('ScalingActive', false, computed.reason, `the HPA was unable to compute the replica count: ${computed.message}`);
      this.#warn('FailedComputeMetricsReplicas', computed.failure);
      return this.#told(current, autoscaler.status.desiredReplicas, autoscaler.status.currentMetrics ?? []);
    }
    const { replicas: wanted, name, statuses } = computed;
    this.#set('ScalingActive', true, 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${name}`);
    const reason = wanted > current ? `${name} above target` : wanted < current ? 'All metrics below target' : '';
    const limited = limit(world, key, autoscaler, current, wanted);
    this.#tellLimits(limited);
    if (limited.replicas === current) return this.#told(current, current, statuses);
    return this.#resize(found, current, limited.replicas, reason, statuses);
  }

  #unselected(current: number): HorizontalPodAutoscalerStatus {
    this.#warn('SelectorRequired', 'selector is required');
    this.#set('ScalingActive', false, 'InvalidSelector', "the HPA target's scale is missing a selector");
    this.#warn('FailedComputeMetricsReplicas', 'selector is required');
    return this.#told(current, this.autoscaler.status.desiredReplicas, this.autoscaler.status.currentMetrics ?? []);
  }

  #tellLimits({ able, limited }: Limited): void {
    this.#set('AbleToScale', true, able.reason, able.message);
    this.#set('ScalingLimited', limited.status, limited.reason, limited.message);
  }

  #resize({ kind, object }: Scaled, current: number, replicas: number, reason: string, statuses?: Statuses): HorizontalPodAutoscalerStatus {
    const { world, autoscaler, key } = this;
    const { namespace, name } = object.metadata;
    try {
      const { group, version, resource } = kind;
      const ref = { group, version, resource, name, namespace: namespace! };
      world.api.patch(ref, 'application/merge-patch+json', { spec: { replicas } }, { subresource: 'scale', trusted: true });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#warn('FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`);
      this.#set('AbleToScale', false, 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`);
      return this.#told(current, autoscaler.status.desiredReplicas, autoscaler.status.currentMetrics ?? []);
    }
    this.#set('AbleToScale', true, 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
    world.record(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`, { component: NAME });
    rememberScaling(world, key, autoscaler, current, replicas);
    return { ...this.#told(current, replicas, statuses ?? []), lastScaleTime: world.timestamp };
  }

  #told(currentReplicas: number, desiredReplicas: number, statuses: Statuses): HorizontalPodAutoscalerStatus {
    const { lastScaleTime } = this.autoscaler.status;
    return {
      ...(currentReplicas && { currentReplicas }),
      desiredReplicas,
      ...(lastScaleTime && { lastScaleTime }),
      currentMetrics: statuses.length ? statuses : null,
      conditions: this.#conditions,
    };
  }

  #set(type: string, holds: boolean, reason: string, message: string): void {
    const status = holds ? 'True' : 'False';
    const at = this.#conditions.findIndex((one) => one.type === type);
    const before = this.#conditions[at];
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime! : this.world.timestamp;
    const next: Condition = { type, status, lastTransitionTime, reason, message };
    if (at < 0) this.#conditions.push(next);
    else this.#conditions[at] = next;
  }

  #warn(reason: string, message: string): void {
    this.world.record(this.autoscaler, 'Warning', reason, message, { component: NAME });
  }
}

type Statuses = readonly NonNullable<HorizontalPodAutoscalerStatus['currentMetrics']>[number][];

const NAME = 'horizontal-pod-autoscaler';
