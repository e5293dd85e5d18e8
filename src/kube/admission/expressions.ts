import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import type { ValidatingAdmissionPolicySpec, Validation, MatchCondition } from 'kubernetes-types/admissionregistration/v1';
import { withKubernetesLibraries } from '../custom/cel-library';
import { compilerFor, firstLine, uncapitalized } from '../custom/compile';
import { isFields } from '../custom/schema';

/** What a policy's expressions see, and what comes of them.
 *  MODELS `object`, `oldObject`, `params`, `request`, `namespaceObject` and lazy `variables`; matchConditions,
 *  validations with their messages and reasons; failurePolicy.
 *  OMITS cost limits, audit annotations (nothing is audited here), `authorizer`, and types: an expression that
 *  cannot be evaluated here is passed over, and the policy's writer is told so.
 *  Source: apiserver/pkg/admission/plugin/policy/validating/validator.go, plugin/cel, webhook/matchconditions/matcher.go */

export interface Context {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly params: unknown;
  readonly request: unknown;
  readonly namespaceObject: unknown;
}

const NAMES = ['object', 'oldObject', 'params', 'request', 'namespaceObject', 'variables'];

const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
for (const name of NAMES) environment.registerVariable(name, 'dyn');

const compiled = compilerFor<Context & { readonly variables: unknown }>(withKubernetesLibraries(environment));

/** A policy's expressions as `[path, text]`. */
export function expressionsOf(spec: ValidatingAdmissionPolicySpec): [string, string][] {
  const { matchConditions = [], variables = [], validations = [] } = spec;
  const at = (list: string, items: readonly { expression?: string }[]) =>
    items.map(({ expression = '' }, i): [string, string] => [`spec.${list}[${i}].expression`, expression]);
  const messages = validations.map(({ messageExpression = '' }, i): [string, string] => [
    `spec.validations[${i}].messageExpression`,
    messageExpression,
  ]);
  const all = [...at('matchConditions', matchConditions), ...at('variables', variables), ...at('validations', validations), ...messages];
  return all.filter(([, text]) => text.trim());
}

/** @returns what is no CEL (`wrong`), or why only a real cluster can evaluate it (`beyond`) */
export const reviewExpression = (text: string) => compiled(text);

/** JSON as CEL types it: whole numbers are ints. */
export function celOf(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celOf);
  if (!isFields(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, celOf(one)]])));
}

export interface Denial {
  readonly message: string;
  readonly reason?: string;
}

/** @returns what it has against the request, in order */
export function evaluate(spec: ValidatingAdmissionPolicySpec, context: Context): Denial[] {
  const fails = spec.failurePolicy !== 'Ignore';
  const whole = { ...context, variables: {} };
  const conditions = conditionsHold(spec.matchConditions ?? [], whole);
  if (conditions !== true) return conditions && fails ? [{ message: conditions }] : [];
  const scope = { ...context, variables: lazily(spec, whole) };
  return (spec.validations ?? []).flatMap((validation) => {
    const said = ask(validation.expression, scope);
    if (said.error !== undefined) return fails ? [{ message: said.error }] : [];
    if (said.value === true || said.passed) return [];
    return [{ message: messageOf(validation, scope), reason: validation.reason ?? 'Invalid' }];
  });
}

type Scope = Context & { readonly variables: unknown };

interface Said {
  readonly value?: unknown;
  readonly error?: string;
  /** It cannot be evaluated here. */
  readonly passed?: true;
}

function ask(text: string, scope: Scope): Said {
  const { run } = compiled(text);
  if (!run) return { passed: true };
  try {
    return { value: run(scope) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { error: `expression '${text}' resulted in error: ${uncapitalized(firstLine(error))}` };
  }
}

/** @returns false when one does not hold; otherwise what went wrong */
function conditionsHold(conditions: readonly MatchCondition[], scope: Scope): boolean | string {
  const said = conditions.map(({ expression }) => ask(expression, scope));
  if (said.some(({ value }) => value === false)) return false;
  const errors = said.flatMap(({ error }) => error ?? []);
  if (!errors.length) return true;
  return errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`;
}

/** Each variable is worked out when it is first asked for, and may use those before it. */
function lazily({ variables = [] }: ValidatingAdmissionPolicySpec, context: Scope): object {
  const values = {};
  const scope = { ...context, variables: values };
  for (const { name, expression } of variables) {
    let known: { readonly value: unknown } | undefined;
    const get = () => (known ??= { value: variable(name, expression, scope) }).value;
    Object.defineProperty(values, name, { enumerable: true, get });
  }
  return values;
}

function variable(name: string, expression: string, scope: Scope): unknown {
  const { run, beyond } = compiled(expression);
  if (!run) throw new EvaluationError(`composited variable "${name}" fails to compile: ${beyond}`);
  try {
    return run(scope);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new EvaluationError(`composited variable "${name}" fails to evaluate: ${uncapitalized(firstLine(error))}`);
  }
}

function messageOf({ expression, message, messageExpression }: Validation, scope: Scope): string {
  const said = messageExpression ? ask(messageExpression, scope).value : undefined;
  const own = typeof said === 'string' && !said.trim().includes('\n') ? said.trim() : '';
  return own || message?.trim() || `failed expression: ${expression.trim()}`;
}
