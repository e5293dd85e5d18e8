import { sortKeys } from '../kube/plain-data';
import { MESSAGES } from '../kube/schema/messages';

/** Objects as a program in Go holds and writes them, which is what kubectl does with those that it makes itself: fields
 *  in the order of their structs, without those that are zero, and with the structs that are always written.
 *  Source: k8s.io/api types.go, encoding/json */

type Fields = Readonly<Record<string, unknown>>;

interface Field {
  readonly name: string;
  readonly many: string;
  readonly type: string;
  readonly pointer: boolean;
}

/** Written even when there is nothing in them: structs without a pointer, and a time that is nil. */
const ALWAYS: Readonly<Record<string, Fields>> = {
  ObjectMeta: { creationTimestamp: null },
  PodTemplateSpec: { metadata: {}, spec: {} },
  JobTemplateSpec: { metadata: {}, spec: {} },
  Container: { resources: {} },
  DeploymentSpec: { strategy: {} },
  ServicePort: { targetPort: 0 },
  'v1 Namespace': { spec: {}, status: {} },
  'v1 Pod': { status: {} },
  'v1 ResourceQuota': { spec: {}, status: {} },
  'v1 Service': { status: { loadBalancer: {} } },
  'apps/v1 Deployment': { status: {} },
  'batch/v1 CronJob': { status: {} },
  'batch/v1 Job': { status: {} },
  'networking.k8s.io/v1 Ingress': { status: { loadBalancer: {} } },
  'policy/v1 PodDisruptionBudget': { status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 } },
  'rbac.authorization.k8s.io/v1 Role': { rules: null },
  'rbac.authorization.k8s.io/v1 ClusterRole': { rules: null },
};

function fieldsOf(message: string): readonly Field[] {
  return MESSAGES[message]!.split(';').flatMap((text) => {
    const [, name, many, type, pointer] = /^(\w+):\d+ ([*{.]?)([\w-]+)(\??)$/.exec(text)!;
    if (many === '.') return fieldsOf(type!);
    return [{ name: name!, many: many!, type: type!, pointer: pointer === '?' }];
  });
}

/** @returns the object as it is, when Go's struct of it is not known here */
export function typed<T extends object>(object: T): T {
  const { apiVersion, kind, ...rest } = object as T & { apiVersion?: string; kind?: string };
  const message = `${apiVersion} ${kind}`;
  if (!Object.hasOwn(MESSAGES, message)) return object;
  return { kind, apiVersion, ...struct({ metadata: {}, ...rest }, message) } as unknown as T;
}

function struct(value: Fields, message: string): Fields {
  const given: Fields = { ...ALWAYS[message], ...value };
  const known = fieldsOf(message);
  const entries = known.flatMap((field) => {
    const inner = written(given[field.name], field, Object.hasOwn(ALWAYS[message] ?? {}, field.name));
    return inner === undefined ? [] : [[field.name, inner] as const];
  });
  const others = Object.entries(given).filter(([name]) => !known.some((field) => field.name === name));
  return Object.fromEntries([...entries, ...others]);
}

function written(value: unknown, { many, type, pointer }: Field, always: boolean): unknown {
  if (value === undefined || (!always && !pointer && isZero(value))) return undefined;
  if (many === '{') return sortKeys(value);
  if (value === null || !Object.hasOwn(MESSAGES, type)) return value;
  if (many === '*') return (value as readonly Fields[]).map((item) => struct(item, type));
  return many === '' && typeof value === 'object' ? struct(value as Fields, type) : value;
}

const isZero = (value: unknown) =>
  value === null || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
