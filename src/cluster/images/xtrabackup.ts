import type { Program } from '../process/host';
import type { Image } from './image';
import { bare } from './server';

/** The sidecar of the documentation's replicated MySQL: a new member copies the data of the one before it.
 *  MODELS ncat as sender and receiver, `xbstream -x`, `xtrabackup --prepare`. OMITS replication after the copy. */

const DATA = '/var/lib/mysql/podplay.json';

const ncat: Program = {
  run(io) {
    if (io.args.includes('--listen')) return { wait: Infinity };
    const [host = '', port = '3307'] = io.args.filter((arg) => !arg.startsWith('-'));
    const answer = io.host.network.request({ host, port: Number(port), protocol: 'tcp' });
    if (!('error' in answer)) return (io.out(answer.body), 0);
    const why = {
      resolve: 'Could not resolve hostname',
      refused: 'Connection refused.',
      timeout: 'TIMEOUT.',
      reset: 'Connection reset by peer.',
    };
    io.err(
      answer.error === 'resolve'
        ? `Ncat: ${why.resolve} "${host}": Name or service not known. QUITTING.\n`
        : `Ncat: ${why[answer.error]}\n`,
    );
    return 1;
  },
  ports: (io) => io.args.filter((arg) => /^\d{4,5}$/.test(arg)).map(Number),
  onSignal: (signal) => (signal === 'TERM' || signal === 'INT' ? { exit: 143, after: 10 } : undefined),
  serve: (_, io) => bare(io.host.files.read(DATA) ?? ''),
};

const xbstream: Program = {
  run(io) {
    const directory = io.args[io.args.indexOf('-C') + 1] ?? io.cwd;
    if (!io.stdin) return 0;
    const problem = io.host.files.write(`${directory}/${DATA.split('/').at(-1)}`, io.stdin);
    return problem ? (io.err(`xbstream: ${problem}\n`), 1) : 0;
  },
};

const xtrabackup: Program = { run: (io) => (io.err('xtrabackup: completed OK!\n'), 0) };

export const xtrabackupImage: Image = {
  name: 'gcr.io/google-samples/xtrabackup',
  aliases: ['gcr.io/google_samples/xtrabackup'],
  tags: ['1.0', 'latest'],
  bytes: 106_000_000,
  entrypoint: [],
  cmd: ['bash'],
  tools: 'debian',
  programs: () => ({ ncat, xbstream, xtrabackup, innobackupex: xtrabackup }),
};
