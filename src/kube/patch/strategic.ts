import { same } from '../plain-data';
import { invalidPatch } from './invalid-patch';
import { listRule, type ListRule } from './merge-keys';

/** Strategic merge patch, the applying side.
 *  MODELS `$patch: delete|replace|merge`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…`, `$retainKeys`.
 *  OMITS nothing that kubectl sends for the kinds Podplay has.
 *  Source: apimachinery util/strategicpatch/patch.go */

type Json = Record<string, any>;
type Path = readonly string[];

const ORDER = '$setElementOrder/';
const DELETE = '$deleteFromPrimitiveList/';

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object after the patch; the original stays as it was. @throws StatusError 422 */
export function strategicMergePatch(object: Json, patch: Json): Json {
  return mergeMap(object, patch, []);
}

function mergeMap(original: Json, patch: Json, path: Path): Json {
  const { $patch: directive, $retainKeys: retain, ...fields } = patch as Json & { $patch?: string; $retainKeys?: string[] };
  if (directive === 'replace') return stripped(fields);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw invalidPatch(`unknown patch type: ${directive}`);
  const result: Json = retain ? Object.fromEntries(Object.entries(original).filter(([key]) => retain.includes(key))) : { ...original };
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else result[key] = mergeValue(result[key], value, [...path, key], fields[ORDER + key] as unknown[] | undefined);
  }
  applyListDirectives(result, fields, path);
  return result;
}

/** Directives that stand beside a list rather than in it. */
function applyListDirectives(result: Json, fields: Json, path: Path): void {
  for (const [directive, value] of Object.entries(fields)) {
    if (directive.startsWith(DELETE)) {
      const key = directive.slice(DELETE.length);
      if (Array.isArray(result[key])) result[key] = (result[key] as unknown[]).filter((item) => !(value as unknown[]).includes(item));
    } else if (directive.startsWith(ORDER)) {
      const key = directive.slice(ORDER.length);
      // An order without a list in the patch: elements are only rearranged.
      if (fields[key] === undefined && Array.isArray(result[key]))
        result[key] = ordered(result[key] as unknown[], value as unknown[], listRule([...path, key]));
    }
  }
}

function mergeValue(original: unknown, patch: unknown, path: Path, order: unknown[] | undefined): unknown {
  if (Array.isArray(patch)) return mergeList(Array.isArray(original) ? original : [], patch, path, order);
  if (!isObject(patch)) return patch;
  return isObject(original) ? mergeMap(original, patch, path) : mergeMap({}, patch, path);
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], path: Path, order: unknown[] | undefined): unknown[] {
  const rule = listRule(path);
  if (!rule) return patch.filter((item) => !isDirective(item)).map((item) => (isObject(item) ? stripped(item) : item));
  const merged =
    rule.key === undefined ? [...new Set([...original, ...patch])] : mergeElements(original as Json[], patch as Json[], rule.key, path);
  return order ? ordered(merged, order, rule) : merged;
}

const isDirective = (item: unknown) => isObject(item) && item['$patch'] !== undefined && Object.keys(item).length === 1;

function mergeElements(original: readonly Json[], patch: readonly Json[], key: string, path: Path): Json[] {
  if (patch.some((item) => item['$patch'] === 'replace')) return patch.filter((item) => !isDirective(item)).map(stripped);
  let result = [...original];
  for (const item of patch) {
    const name: unknown = item[key];
    if (name === undefined) throw invalidPatch(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = result.findIndex((one) => same(one[key], name));
    if (item['$patch'] === 'delete') result = result.filter((one) => !same(one[key], name));
    else if (at >= 0) result[at] = mergeMap(result[at]!, item, path);
    else result.push(mergeMap({}, item, path));
  }
  return result;
}

/** Elements in the order asked for; those that the patch does not know keep their place among their neighbours. */
function ordered(items: readonly unknown[], order: readonly unknown[], rule: ListRule | undefined): unknown[] {
  const name = (item: unknown) => (rule?.key && isObject(item) ? (item[rule.key] as unknown) : item);
  const rank = new Map(order.map((item, i) => [JSON.stringify(name(item)), i]));
  const known = items
    .filter((item) => rank.has(JSON.stringify(name(item))))
    .sort((a, b) => rank.get(JSON.stringify(name(a)))! - rank.get(JSON.stringify(name(b)))!);
  let next = 0;
  return items.map((item) => (rank.has(JSON.stringify(name(item))) ? known[next++] : item));
}

/** Without directives: what a patch says about something that is not there yet. */
function stripped(value: Json): Json {
  const result: Json = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key.startsWith('$') || inner === null) continue;
    result[key] = Array.isArray(inner)
      ? inner.filter((item) => !isDirective(item)).map((item: unknown) => (isObject(item) ? stripped(item) : item))
      : isObject(inner)
        ? stripped(inner)
        : inner;
  }
  return result;
}
