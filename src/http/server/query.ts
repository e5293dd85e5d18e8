import type { DeleteOptions, ListOptions, LogOptions, WriteOptions } from '../../kube/cluster';
import { badRequest } from '../../kube/status';
import type { Target } from './path';
import type { Asked } from './watching';

/** The parameters of a request, as the options they stand for. */

/** An object without the fields that are undefined. */
export type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

export function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** @throws 400 for what is no whole number. Source: the conversions of apimachinery/pkg/runtime/converter */
function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

const flag = (query: URLSearchParams, name: string): boolean => /^(1|t|true)$/i.test(query.get(name) ?? '');

const text = (query: URLSearchParams, name: string): string | undefined => query.get(name) || undefined;

export const wantsWatch = (query: URLSearchParams): boolean => flag(query, 'watch');

export function listOptions(query: URLSearchParams, { namespace }: Target): ListOptions {
  return given({
    namespace,
    labelSelector: text(query, 'labelSelector'),
    fieldSelector: text(query, 'fieldSelector'),
    limit: wholeNumber(query, 'limit'),
    continue: text(query, 'continue'),
    resourceVersion: text(query, 'resourceVersion'),
    resourceVersionMatch: text(query, 'resourceVersionMatch') as ListOptions['resourceVersionMatch'],
  });
}

export function watchOptions(query: URLSearchParams, target: Target): Asked {
  const { limit: _limit, continue: _continue, resourceVersionMatch: _match, ...rest } = listOptions(query, target);
  return given({
    ...rest,
    // One object is watched as a list of one.
    fieldSelector: target.name === undefined ? rest.fieldSelector : `metadata.name=${target.name}`,
    bookmarks: flag(query, 'allowWatchBookmarks') || undefined,
    sendInitialEvents: flag(query, 'sendInitialEvents') || undefined,
    timeoutSeconds: wholeNumber(query, 'timeoutSeconds'),
  });
}

/** @throws 400 for a dry run of another kind than All. Source: metav1/validation ValidateDryRun */
export function writeOptions(query: URLSearchParams, request: Request): WriteOptions {
  const dryRun = query.getAll('dryRun').filter(Boolean);
  if (dryRun.some((one) => one !== 'All'))
    throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(dryRun[0])}: supported values: "All"`);
  const validation = text(query, 'fieldValidation');
  if (validation && !['Strict', 'Warn', 'Ignore'].includes(validation))
    throw badRequest(`fieldValidation: Unsupported value: ${JSON.stringify(validation)}: supported values: "Ignore", "Strict", "Warn"`);
  return given({
    dryRun: dryRun.length ? true : undefined,
    fieldManager: text(query, 'fieldManager') ?? managerOf(request),
    fieldValidation: validation as WriteOptions['fieldValidation'],
    force: query.has('force') ? flag(query, 'force') : undefined,
  });
}

/** Who names no manager is known by the first word of its User-Agent. Source: handlers/create.go managerOrUserAgent */
const managerOf = (request: Request) => request.headers.get('User-Agent')?.split('/')[0]?.slice(0, 128) || undefined;

/** @param body DeleteOptions as they were sent; the query may say the same */
export function deleteOptions(query: URLSearchParams, body: any): DeleteOptions {
  const orphan = body.orphanDependents ?? (query.has('orphanDependents') ? flag(query, 'orphanDependents') : undefined);
  const older = orphan === undefined ? undefined : orphan ? 'Orphan' : 'Background';
  return given({
    gracePeriodSeconds: (body.gracePeriodSeconds as number | undefined) ?? wholeNumber(query, 'gracePeriodSeconds'),
    propagationPolicy: body.propagationPolicy ?? text(query, 'propagationPolicy') ?? older,
    preconditions: body.preconditions,
    dryRun: (body.dryRun?.length ?? 0) > 0 || query.getAll('dryRun').includes('All') || undefined,
  });
}

export function logOptions(query: URLSearchParams): LogOptions {
  return given({
    container: text(query, 'container'),
    follow: flag(query, 'follow') || undefined,
    previous: flag(query, 'previous') || undefined,
    timestamps: flag(query, 'timestamps') || undefined,
    tailLines: wholeNumber(query, 'tailLines'),
    sinceSeconds: wholeNumber(query, 'sinceSeconds'),
    sinceTime: text(query, 'sinceTime'),
    limitBytes: wholeNumber(query, 'limitBytes'),
  });
}
