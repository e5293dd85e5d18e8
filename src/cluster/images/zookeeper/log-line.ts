import type { Io } from '../../process/host';

/** A line as log4j's pattern prints it: `2025-03-31 09:00:10,123 [myid:1] - INFO  [thread] - message`. */
export function say({ host, out }: Io, id: number | undefined, level: 'INFO' | 'WARN' | 'ERROR', where: string, message: string): void {
  const time = new Date(host.now).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
  out(`${time} [myid:${id ?? ''}] - ${level.padEnd(5)} [${where}] - ${message}\n`);
}

/** The thread that carries a member through its life. */
export const peerThread = (id: number, port: number, where: string) => `QuorumPeer[myid=${id}]/0:0:0:0:0:0:0:0:${port}:${where}`;
