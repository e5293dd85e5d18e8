import { kubectl } from '.';
import type { KubectlEnv } from './env';

/** What kubectl said. */
export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

const none = (path: string) => Promise.reject(new Error(`no file ${path}`));

/** Ask kubectl aside, where no terminal shows it. */
export async function aside(
  args: readonly string[],
  where: Pick<KubectlEnv, 'cluster' | 'namespace'>,
  readFile: KubectlEnv['readFile'] = none,
): Promise<Said> {
  const said = { out: '', err: '' };
  const code = await kubectl(args, {
    ...where,
    stdin: '',
    tty: false,
    columns: 120,
    signal: new AbortController().signal,
    out: (more) => void (said.out += more),
    err: (more) => void (said.err += more),
    readFile,
  });
  return { ...said, code };
}
