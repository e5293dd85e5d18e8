/** Values as Go prints them with `%#v`: upstream's messages quote what they refuse in this form. */
import type { LabelSelector } from '../../object';

/** A text that stands in a message as it is, without quotes. */
export class GoText {
  constructor(readonly text: string) {}
}

const quoted = (text: string) => JSON.stringify(text);

const list = (type: string, items: readonly string[] | undefined) =>
  items === undefined ? `[]${type}(nil)` : `[]${type}{${items.join(', ')}}`;

/** `map[string]string{"app":"web"}`, keys sorted. */
export function goMap(map: Readonly<Record<string, string>> | undefined): GoText {
  if (!map) return new GoText('map[string]string(nil)');
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return new GoText(`map[string]string{${entries.map(([key, value]) => `${quoted(key)}:${quoted(value)}`).join(', ')}}`);
}

/** `[]string{"a", "b"}` */
export const goStrings = (items: readonly string[] | undefined): GoText => new GoText(list('string', items?.map(quoted)));

/** `v1.LabelSelector{MatchLabels:…, MatchExpressions:…}` */
export function goSelector({ matchLabels, matchExpressions }: LabelSelector): GoText {
  const expressions = matchExpressions?.map(
    ({ key, operator, values }) =>
      `v1.LabelSelectorRequirement{Key:${quoted(key)}, Operator:${quoted(operator)}, Values:${goStrings(values).text}}`,
  );
  const labels = goMap(matchLabels).text;
  return new GoText(`v1.LabelSelector{MatchLabels:${labels}, MatchExpressions:${list('v1.LabelSelectorRequirement', expressions)}}`);
}

/** `intstr.IntOrString{Type:1, IntVal:0, StrVal:"25%"}` */
export function goIntOrString(value: number | string): GoText {
  const [type, int, text] = typeof value === 'number' ? [0, value, ''] : [1, 0, value];
  return new GoText(`intstr.IntOrString{Type:${type}, IntVal:${int}, StrVal:${quoted(text)}}`);
}

/** The value of a field in a message: strings quoted, numbers and booleans bare, nothing as `"null"`.
 *  Source: apimachinery util/validation/field ErrorBody */
export function goValue(value: unknown): string {
  if (value instanceof GoText) return value.text;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return quoted(typeof value === 'string' ? value : value === null || value === undefined ? 'null' : JSON.stringify(value));
}
