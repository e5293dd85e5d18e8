import type { Host, Io } from '../../process/host';

/** What a member knows of its ensemble: zoo.cfg and myid, as text in its own files. */
export interface Configuration {
  readonly id: number;
  readonly dataDir: string;
  readonly clientPort: number;
  /** ms */
  readonly tickTime: number;
  /** Ticks that a new leader has to gather a majority. */
  readonly initLimit: number;
  /** By id; empty: a single server, standing alone. */
  readonly servers: readonly Server[];
  readonly words: readonly string[] | undefined;
}

export interface Server {
  readonly id: number;
  readonly host: string;
  readonly serverPort: number;
  readonly electionPort: number;
}

/** @param text of zoo.cfg @param myid of the data directory */
export function parseConfiguration(text: string, myid: string | undefined): Configuration {
  const lines = text
    .split('\n')
    .filter((line) => line.includes('=') && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()] as const);
  const values = new Map(lines);
  const number = (key: string, otherwise: number) => Number(values.get(key) ?? otherwise) || otherwise;
  const words = values.get('4lw.commands.whitelist');
  const servers = lines.flatMap(([key, value]) => (key.startsWith('server.') ? [parseServer(Number(key.slice(7)), value)] : []));
  const ports = lines.flatMap(([key, value]) => (key.startsWith('server.') ? [Number(value.split(';')[1]?.split(':').at(-1))] : []));
  return {
    id: Number(myid?.trim() ?? 0),
    dataDir: values.get('dataDir') ?? '/tmp/zookeeper',
    clientPort: number('clientPort', ports[0] || 2181),
    tickTime: number('tickTime', 2_000),
    initLimit: number('initLimit', 10),
    servers: servers.length > 1 ? servers : [],
    words: words?.split(/\s*,\s*/),
  };
}

/** `host:2888:3888[:role][;2181]` */
function parseServer(id: number, value: string): Server {
  const [host = '', serverPort = '2888', electionPort = '3888'] = value.split(';')[0]!.split(':');
  return { id, host, serverPort: Number(serverPort), electionPort: Number(electionPort) };
}

/** Where the files of an image lie. */
export interface Paths {
  readonly configuration: string;
  /** As zkServer.sh prints it. */
  readonly printed: string;
}

/** @returns undefined: there is no zoo.cfg */
export function readConfiguration(host: Host, { configuration }: Paths): Configuration | undefined {
  const text = host.files.read(configuration);
  if (text === undefined) return undefined;
  const { dataDir } = parseConfiguration(text, undefined);
  return parseConfiguration(text, host.files.read(`${dataDir}/myid`));
}

/** The name and ordinal of a Pod of a StatefulSet; undefined: it has none. */
export function ordinalOf({ host }: Io): { readonly name: string; readonly ordinal: number } | undefined {
  const match = /^(.*)-(\d+)$/.exec(host.hostname);
  return match ? { name: match[1]!, ordinal: Number(match[2]) } : undefined;
}
