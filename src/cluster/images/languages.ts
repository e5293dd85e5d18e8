import type { Io, Outcome, Program } from '../process/host';
import { resolvePath } from '../process/expand';
import type { Image } from './image';
import { compile, runPython, type PythonState } from './python/program';
import { response, server, text } from './server';

/** Languages.
 *  MODELS `python -m http.server`, small Python programs, one-liners of JavaScript that print, sleep or exit, the
 *  complaint about a file that is not there. OMITS the rest of the languages: a script that is there is taken to be a
 *  server on the ports that its container declares, and its log says so. */

/** A page of a directory, as Python's http.server makes it. */
const httpServer = server({
  ports: (io) => [Number(io.args.find((arg) => /^\d+$/.test(arg)) ?? 8000)],
  lines: (io) => [
    `Serving HTTP on 0.0.0.0 port ${io.args.find((arg) => /^\d+$/.test(arg)) ?? 8000} (http://0.0.0.0:${io.args.find((arg) => /^\d+$/.test(arg)) ?? 8000}/) ...`,
  ],
  signals: ['INT'],
  exit: 0,
  serve(request, io) {
    const path = resolvePath(`.${(request.path ?? '/').split('?')[0]}`, io.cwd);
    const names = io.host.files.list(path);
    const body = io.host.files.read(names ? `${path}/index.html`.replace('//', '/') : path);
    const answer =
      body !== undefined
        ? response(200, body, 'text/html')
        : names
          ? response(
              200,
              `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for ${request.path ?? '/'}</title>\n</head>\n<body>\n<h1>Directory listing for ${request.path ?? '/'}</h1>\n<hr>\n<ul>\n${names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')}</ul>\n<hr>\n</body>\n</html>\n`,
              'text/html',
            )
          : text(404, 'File not found');
    io.host.log(`${request.client ?? '127.0.0.1'} - - "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${answer.status} -`);
    return {
      ...answer,
      headers: [['Server', 'SimpleHTTP/0.6 Python/3.12.9'], ['Date', new Date(io.host.now).toUTCString()], ...answer.headers],
    };
  },
});

interface Language {
  readonly name: string;
  /** The flag before a program of one line. */
  readonly inline: string;
  /** `print("x")`, `console.log("x")`: its pattern, with the text as a group. */
  readonly print: RegExp;
  readonly sleep: RegExp;
  readonly exit: RegExp;
  /** What it says of a script that is not there, and its exit code. */
  readonly missing: (path: string) => readonly [string, number];
}

/** Does a run listen? It does when it runs a script, or Python's server. */
const scriptOf = (io: Io) => io.args.find((arg) => !arg.startsWith('-'));

/** The Python program of a run, where it is one that can be run here. */
function pythonOf(io: Io): ReturnType<typeof compile> | undefined {
  const at = io.args.indexOf('-c');
  const script = scriptOf(io);
  const source = at >= 0 ? io.args[at + 1] : script === undefined ? io.stdin : io.host.files.read(resolvePath(script, io.cwd));
  return source ? compile(source) : undefined;
}

function interpreter(language: Language): Program {
  const served = (io: Io) => language.name === 'python' && io.args.includes('http.server');
  return {
    run(io): Outcome {
      if (served(io)) return httpServer.run(io);
      const at = io.args.indexOf(language.inline);
      const steps = language.name === 'python' ? pythonOf(io) : undefined;
      if (typeof steps === 'object') return runPython(steps, io);
      if (at >= 0 && steps !== undefined) return (io.err(`podplay: this python does not know: ${steps}\n`), 1);
      if (at >= 0) return line(io, language, io.args[at + 1] ?? '');
      const script = scriptOf(io);
      if (io.args.includes('--version') || io.args.includes('-V'))
        return (io.out(`${language.name === 'python' ? 'Python 3.12.9' : 'v22.14.0'}\n`), 0);
      if (script === undefined) return io.stdin ? line(io, language, io.stdin) : 0;
      const path = resolvePath(script, io.cwd);
      if (io.host.files.read(path) === undefined) {
        const [message, code] = language.missing(path);
        return (io.err(`${message}\n`), code);
      }
      io.err(`podplay: ${language.name} does not run scripts here; ${script} waits, and answers on the ports of its container\n`);
      return { wait: Infinity };
    },
    resume(io, state: PythonState): Outcome {
      const steps = pythonOf(io);
      return typeof steps === 'object' ? runPython(steps, io, state) : 1;
    },
    ports: (io) => (served(io) ? httpServer.ports!(io, undefined) : io.host.declaredPorts),
    onSignal: (signal) => (signal === 'INT' ? { exit: 130 } : signal === 'TERM' && language.name !== 'python' ? { exit: 143 } : undefined),
    serve: (request, io, state) =>
      served(io) ? httpServer.serve!(request, io, state) : text(200, `You asked for ${request.path ?? '/'}.\n`),
  };
}

function line(io: Io, language: Language, source: string): Outcome {
  let wait = 0;
  for (const statement of source
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter(Boolean)) {
    const printed = language.print.exec(statement);
    const slept = language.sleep.exec(statement)?.[1];
    const code = language.exit.exec(statement)?.[1];
    if (printed) io.out(`${printed[1] ?? printed[2] ?? ''}\n`);
    else if (slept !== undefined) wait += Number(slept) * 1_000;
    else if (code !== undefined) return wait ? { wait, exit: Number(code) } : Number(code);
    else if (!/^(import|from|const|let|var) /.test(statement))
      return (io.err(`podplay: this ${language.name} knows print, sleep and exit; not: ${statement}\n`), 1);
  }
  return wait ? { wait } : 0;
}

const image = (names: readonly string[], command: string, bytes: number, programs: readonly string[], language: Language): Image => ({
  name: names[0]!,
  aliases: names.slice(1),
  tags: 'any',
  bytes,
  entrypoint: [],
  cmd: [command],
  tools: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian'),
  extras: ['curl', 'wget'],
  programs: () => Object.fromEntries(programs.map((name) => [name, interpreter(language)])),
});

export const python = image(
  ['docker.io/library/python', 'public.ecr.aws/docker/library/python'],
  'python3',
  51_000_000,
  ['python', 'python3'],
  {
    name: 'python',
    inline: '-c',
    print: /^print\((?:"([^"]*)"|'([^']*)')?\)$/,
    sleep: /^(?:time\.)?sleep\(([\d.]+)\)$/,
    exit: /^(?:sys\.)?exit\((\d*)\)$/,
    missing: (path) => [`python: can't open file '${path}': [Errno 2] No such file or directory`, 2],
  },
);

export const node = image(['docker.io/library/node', 'public.ecr.aws/docker/library/node'], 'node', 380_000_000, ['node', 'nodejs'], {
  name: 'node',
  inline: '-e',
  print: /^console\.log\((?:"([^"]*)"|'([^']*)')?\)$/,
  sleep: /^setTimeout\(\(\) => \{\}, (\d+)000\)$/,
  exit: /^process\.exit\((\d*)\)$/,
  missing: (path) => [
    `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${path}'\n  code: 'MODULE_NOT_FOUND'`,
    1,
  ],
});
