import { refusalOf } from '../kube/refusal';
import { StatusError, statusError } from '../kube/status';
import type { Arguments } from './arguments';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';

/** `--raw`: a request as it stands, and its answer as it comes.
 *  Source: kubectl/pkg/rawhttp/raw.go; the checks of get.go, create.go, replace.go and delete.go */

/** @throws KubectlError when it goes together with what does not go with it */
export function checkRaw(args: Arguments, { files }: { readonly files: boolean }): void {
  const paths = args.all('filename');
  if (files && args.on('edit')) throw new KubectlError('--raw and --edit are mutually exclusive');
  if (files && paths.length !== 1) throw new KubectlError('--raw can only use a single local file or stdin');
  if (files && /^https?:\/\//.test(paths[0]!)) throw new KubectlError('--raw cannot read from a url');
  if (files && args.on('recursive')) throw new KubectlError('--raw and --recursive are mutually exclusive');
  if (files && args.get('selector')) throw new KubectlError('--raw and --selector (-l) are mutually exclusive');
  if (args.get('output')) throw new KubectlError('--raw and --output are mutually exclusive');
  const wrong = problemOf(args.get('raw')!);
  if (wrong) throw new KubectlError(`--raw must be a valid URL path: parse ${JSON.stringify(args.get('raw'))}: ${wrong}`);
}

/** Source: net/url ParseRequestURI */
function problemOf(raw: string): string | undefined {
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(raw.split('?')[0]!);
  if (escape) return `invalid URL escape ${JSON.stringify(escape[0])}`;
  return raw.startsWith('/') || /^[a-z][a-z0-9+.-]*:\/\//i.test(raw) ? undefined : 'invalid URI for request';
}

/** Ask, and print what comes. @param file  of the body: a path, `-` for standard input, undefined for none
 *  @throws StatusError when the answer is a refusal */
export async function raw(args: Arguments, env: KubectlEnv, method: string, file?: string): Promise<void> {
  if (!env.api) throw new KubectlError('--raw is not supported here');
  const body = file === undefined ? undefined : new TextEncoder().encode(file === '-' ? env.stdin : await opened(env, file));
  const { pathname, search } = new URL(args.get('raw')!, HERE);
  const request = new Request(`${HERE}${pathname}${search}`, {
    method,
    // Who changes a field is told by it.
    headers: { Accept: 'application/json, */*', 'User-Agent': 'kubectl' },
    signal: env.signal,
    ...(body && { body }),
  });
  const response = await env.api(request);
  if (!response.ok) throw await refused(response);
  await print(env, response);
}

/** The server is a function: its address is of no account, but it answers to this machine only. */
const HERE = 'http://127.0.0.1';

async function opened(env: KubectlEnv, path: string): Promise<string> {
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`open ${path}: no such file or directory`);
  }
}

async function print(env: KubectlEnv, { body }: Response): Promise<void> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  for (let next = await reader?.read(); next && !next.done; next = await reader!.read()) {
    if (env.signal.aborted) throw env.signal.reason;
    env.out(decoder.decode(next.value, { stream: true }));
  }
}

async function refused(response: Response): Promise<StatusError> {
  const { error, told } = await refusalOf(response);
  if (told) return error;
  const { code, reason, message } = error.status;
  const failed = `an error on the server (${JSON.stringify(message || 'unknown')}) has prevented the request from succeeding`;
  const unknown = `the server responded with the status code ${code} but did not return more information`;
  const words = code === 403 ? message : (GENERIC[code] ?? (code >= 500 ? failed : unknown));
  return statusError(code, code >= 500 && !GENERIC[code] ? 'InternalError' : reason, words);
}

/** Source: apimachinery/pkg/api/errors NewGenericServerResponse */
const GENERIC: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};
