import { goText } from './go-text';
import type { ApiWriteOptions } from './api';
import { checkKind, decode, type Decoded } from './decode';
import type { Draft, KindDefinition } from './kinds/kind';
import type { Manifest } from './object';
import { badRequest, invalid, type StatusError } from './status';

/** What becomes of fields that a kind does not have, and of values of the wrong type.
 *  Source: apiserver/pkg/endpoints/handlers create.go, patch.go; the wording is that of 1.32. */

const strictly = (unknown: readonly string[]) => `strict decoding error: ${unknown.map((path) => `unknown field "${path}"`).join(', ')}`;

/** Does the request ask that unknown fields be an error? @returns the error's words; warns when it asks for that */
function fault({ unknown }: Decoded, { fieldValidation = 'Warn', warn }: ApiWriteOptions): string | undefined {
  if (!unknown.length || fieldValidation === 'Ignore') return undefined;
  if (fieldValidation === 'Strict') return strictly(unknown);
  for (const path of unknown) warn?.(`unknown field "${path}"`);
  return undefined;
}

/** The object in a request body, fresh: it may be changed.
 *  @throws 400 in upstream's words for another kind, a wrong type, and under Strict for unknown fields */
export function decodeBody(kind: KindDefinition, manifest: Manifest, options: ApiWriteOptions): Draft {
  checkKind(kind, manifest);
  const decoded = decode(kind, manifest);
  const why = decoded.wrong?.json ?? fault(decoded, options);
  if (why) throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
  return decoded.object;
}

/** Look at what a patch has made of an object.
 *  @throws 422 in upstream's words: `"" is invalid: patch: Invalid value: "map[…]": …` */
export function checkPatched(kind: KindDefinition, patched: Manifest, patch: unknown, strategic: boolean, options: ApiWriteOptions): void {
  const decoded = decode(kind, patched);
  const wrong = strategic ? decoded.wrong?.converter : decoded.wrong?.json;
  const why = wrong ?? fault(decoded, options);
  if (why) throw refusal(strategic ? goText(patch) : JSON.stringify(patched), why);
}

const refusal = (shown: string, why: string): StatusError =>
  invalid({ group: '', kind: '' }, '', [
    { reason: 'FieldValueInvalid', field: 'patch', message: `Invalid value: ${JSON.stringify(shown)}: ${why}` },
  ]);
