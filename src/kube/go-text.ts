/** JSON values as Go's fmt prints them. Maps have their keys in order. Source: fmt/print.go, internal/fmtsort */

/** With %v: `map[app:web]`, `[a b]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  return `map[${entriesOf(value)
    .map(([key, inner]) => `${key}:${goText(inner)}`)
    .join(' ')}]`;
}

/** With %#v: `map[string]interface {}{"app":"web"}`. */
export function goSyntax(value: unknown): string {
  if (value === undefined || value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `map[string]interface {}{${entriesOf(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${goSyntax(inner)}`)
    .join(', ')}}`;
}

const entriesOf = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
