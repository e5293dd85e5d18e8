import { parseRequirements, type Requirement } from './label-selector';
import type { LabelSelector } from './object';
import { badRequest } from './status';

/** Label and field selectors. Source: apimachinery labels/selector.go, fields/selector.go. */

export type Labels = Readonly<Record<string, string>>;

const parsed = new Map<string, (labels: Labels) => boolean>();

/** `app=web,tier!=cache,env in (a,b),!old` → does a set of labels match?
 *  @throws StatusError 400 in upstream's words */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  let matches = parsed.get(text);
  if (!matches) {
    const requirements = parseRequirements(text);
    matches = (labels) => requirements.every((one) => holds(one, labels));
    parsed.set(text, matches);
  }
  return matches;
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  if (operator === 'in') return value !== undefined && values.includes(value);
  if (operator === 'notin') return value === undefined || !values.includes(value);
  if (operator === 'exists') return value !== undefined;
  if (operator === '!') return value === undefined;
  return value !== undefined && (operator === 'gt' ? Number(value) > Number(values[0]) : Number(value) < Number(values[0]));
}

/** Does a LabelSelector select these labels? None selects nothing, an empty one everything. */
export function matches(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) =>
    holds({ key, operator: OPERATORS[operator] ?? 'in', values }, labels),
  );
}

const OPERATORS: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
};

/** As printers and the scale subresource write it: `app=web,env in (a,b),!old`. Source: metav1 FormatLabelSelector. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  if (!selector) return '<none>';
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [key, `${key}=${value}`] as const);
  const set = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => [key, expression(key, operator, values)] as const);
  const text = [...equal, ...set].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
  return text.join(',') || '<none>';
}

function expression(key: string, operator: string, values: readonly string[]): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
}

export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** `status.phase=Running,spec.nodeName!=node-1`. @throws StatusError 400 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const found = /^([^=!]+)(!=|==?)(.*)$/.exec(part.trim());
      if (!found) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      return { field: found[1]!, equal: found[2] !== '!=', value: found[3]! };
    });
}
