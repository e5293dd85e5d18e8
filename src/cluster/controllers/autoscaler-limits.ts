import type { HorizontalPodAutoscaler, ScalingRules } from '../../kube/kinds/horizontal-pod-autoscaler';
import type { World } from '../component';

/** How fast a target may grow and shrink, and how long to wait before it does.
 *  Source: pkg/controller/podautoscaler/horizontal.go normalizeDesiredReplicas and its siblings */

interface Stamped {
  /** ms since the Unix epoch. */
  readonly at: number;
  readonly replicas: number;
}

/** What the controller remembers, by the autoscaler's key. */
const recommendations = (world: World) => world.cell<readonly Stamped[]>('autoscaler/recommendations');
const growths = (world: World) => world.cell<readonly Stamped[]>('autoscaler/growths');
const shrinkages = (world: World) => world.cell<readonly Stamped[]>('autoscaler/shrinkages');

/** --horizontal-pod-autoscaler-downscale-stabilization */
const DOWNSCALE_WINDOW = 300;

/** A size, and what the conditions AbleToScale and ScalingLimited say of it. */
export interface Limited {
  readonly replicas: number;
  readonly able: Said;
  readonly limited: Said & { readonly status: boolean };
}

interface Said {
  readonly reason: string;
  readonly message: string;
}

export function forget(world: World, key: string): void {
  for (const memory of [recommendations, growths, shrinkages]) memory(world).delete(key);
}

/** The size that was found is where stabilization begins. */
export function rememberFirst(world: World, key: string, replicas: number): void {
  if (!recommendations(world).has(key)) recommendations(world).set(key, [{ at: world.now, replicas }]);
}

/** A change that was made: the policies count it. */
export function rememberScaling(world: World, key: string, { spec }: HorizontalPodAutoscaler, before: number, after: number): void {
  if (!spec.behavior) return;
  const [memory, rules] = after > before ? [growths, spec.behavior.scaleUp] : [shrinkages, spec.behavior.scaleDown];
  const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds));
  const kept = (memory(world).get(key) ?? []).filter(({ at }) => at >= world.now - longest * 1000);
  memory(world).set(key, [...kept, { at: world.now, replicas: Math.abs(after - before) }]);
}

/** @param desired  what the metrics ask for */
export function limit(world: World, key: string, autoscaler: HorizontalPodAutoscaler, current: number, desired: number): Limited {
  const stable = stabilized(world, key, autoscaler, current, desired);
  const held = HELD[desired >= current && autoscaler.spec.behavior ? 'up' : 'down'];
  const able = stable === desired ? READY : held;
  const { replicas, ...said } = autoscaler.spec.behavior
    ? byPolicies(world, key, autoscaler, current, stable)
    : byDefault(autoscaler, current, stable);
  return { replicas, able, limited: { ...said, status: replicas !== stable } };
}

const READY: Said = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const HELD: Readonly<Record<'up' | 'down', Said>> = {
  up: {
    reason: 'ScaleUpStabilized',
    message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
  },
  down: {
    reason: 'ScaleDownStabilized',
    message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
  },
};

/** The best of the recent recommendations; this one is remembered with them. */
function stabilized(world: World, key: string, { spec }: HorizontalPodAutoscaler, current: number, desired: number): number {
  const up = spec.behavior ? (spec.behavior.scaleUp?.stabilizationWindowSeconds ?? 0) : 0;
  const down = spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW;
  const growing = spec.behavior !== undefined && desired >= current;
  const [seconds, better] = growing ? [up, Math.min] : [down, Math.max];
  const all = recommendations(world).get(key) ?? [];
  const recent = all.filter(({ at }) => (spec.behavior ? at > world.now - seconds * 1000 : at >= world.now - seconds * 1000));
  const kept = all.filter(({ at }) => at >= world.now - Math.max(up, down) * 1000);
  recommendations(world).set(key, [...kept, { at: world.now, replicas: desired }]);
  return recent.reduce((best, { replicas }) => better(best, replicas), desired);
}

type Normal = Said & { readonly replicas: number };

const WITHIN: Said = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const TOO_FEW: Said = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const TOO_MANY: Said = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const TOO_FAST: Said = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const TOO_FAST_DOWN: Said = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};

/** Without a behaviour of its own it at most doubles, or goes to four. Source: convertDesiredReplicasWithRules */
export function byDefault({ spec }: Pick<HorizontalPodAutoscaler, 'spec'>, current: number, desired: number): Normal {
  const { minReplicas = 1, maxReplicas } = spec;
  const fastest = Math.max(2 * current, 4);
  if (desired < minReplicas) return { replicas: minReplicas, ...TOO_FEW };
  const most = Math.min(maxReplicas, fastest);
  if (desired > most) return { replicas: most, ...(maxReplicas > fastest ? TOO_FAST : TOO_MANY) };
  return { replicas: desired, ...WITHIN };
}

/** Source: convertDesiredReplicasWithBehaviorRate */
function byPolicies(world: World, key: string, { spec }: HorizontalPodAutoscaler, current: number, desired: number): Normal {
  const { minReplicas = 1, maxReplicas, behavior } = spec;
  if (desired > current) {
    const fastest = Math.max(current, growthLimit(current, growths(world).get(key) ?? [], behavior!.scaleUp!, world.now));
    if (desired <= Math.min(maxReplicas, fastest)) return { replicas: desired, ...WITHIN };
    return maxReplicas > fastest ? { replicas: fastest, ...TOO_FAST } : { replicas: maxReplicas, ...TOO_MANY };
  }
  if (desired < current) {
    const fastest = Math.min(current, shrinkLimit(current, shrinkages(world).get(key) ?? [], behavior!.scaleDown!, world.now));
    if (desired >= Math.max(minReplicas, fastest)) return { replicas: desired, ...WITHIN };
    return minReplicas < fastest ? { replicas: fastest, ...TOO_FAST_DOWN } : { replicas: minReplicas, ...TOO_FEW };
  }
  return { replicas: desired, ...WITHIN };
}

const changed = (events: readonly Stamped[], periodSeconds: number, now: number) =>
  events.filter(({ at }) => at > now - periodSeconds * 1000).reduce((sum, { replicas }) => sum + replicas, 0);

/** The largest size that the rules allow now. Source: calculateScaleUpLimitWithScalingRules
 *  @param events  what was added, and when */
export function growthLimit(
  current: number,
  events: readonly Stamped[],
  { selectPolicy, policies = [] }: ScalingRules,
  now: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const sizes = policies.map(({ type, value, periodSeconds }) => {
    const start = current - changed(events, periodSeconds, now);
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(...sizes) : Math.max(0, ...sizes);
}

/** The smallest size that the rules allow now. Source: calculateScaleDownLimitWithBehaviors
 *  @param events  what was taken away, and when */
export function shrinkLimit(
  current: number,
  events: readonly Stamped[],
  { selectPolicy, policies = [] }: ScalingRules,
  now: number,
): number {
  if (selectPolicy === 'Disabled') return current;
  const sizes = policies.map(({ type, value, periodSeconds }) => {
    const start = current + changed(events, periodSeconds, now);
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(...sizes) : Math.min(...sizes);
}
