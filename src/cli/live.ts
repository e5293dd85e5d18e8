import type { ServerResponse } from 'node:http';
import type { LiveMessage } from '../live';
import type { Playground } from '../playground';

/** What happens to a cluster, told to pages that live through the same: a line of JSON each time.
 *  The world is a function of its scenario and its inputs, so that is all that a page needs. */

/** Real ms between two lines. */
const BEAT = 50;

/** @param speed virtual ms that pass in a real one */
export function tellLive(playground: Playground, epoch: number, speed: number, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
  const say = (message: LiveMessage) => response.write(`${JSON.stringify(message)}\n`);
  const { scenario, cluster } = playground;
  let told = 0;
  const news = () => {
    const inputs = cluster.history.recorded.slice(told);
    told += inputs.length;
    return { inputs, end: settled(playground) };
  };
  say({ scenario, epoch, speed, ...news() });
  const beat = setInterval(() => {
    // Who reads slowly hears of more at a time.
    if (!response.writableNeedDrain) say(news());
  }, BEAT);
  response.on('close', () => clearInterval(beat));
}

/** The latest instant in which nothing more can happen but by an input. */
function settled({ cluster }: Playground): number {
  const next = cluster.engine.kernel.nextAt();
  return next !== undefined && next <= cluster.at ? cluster.at - 1 : cluster.at;
}
