/** A JSON value as Go's fmt prints it: `map[app:web]`, `[a b]`, `<no value>`. */
export function goText(value: unknown): string {
  if (value === undefined || value === null) return '<no value>';
  return inner(value);
}

function inner(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, one]) => `${key}:${inner(one)}`).join(' ')}]`;
}
