import { StatusError } from '../../kube/status';

/** Answers that go on for as long as somebody listens. */

/** Pieces that may wait for a slow reader. Past that it is cut off, as upstream's watch cache drops a watcher
 *  that does not keep up; a client goes on from the last version it saw. */
const MOST_WAITING = 20_000;

/** What may wait for all slow readers together. */
export class Room {
  #taken = 0;

  constructor(private readonly most = 2_000_000) {}

  get taken(): number {
    return this.#taken;
  }

  /** A reader's pieces were `before` and are `now`.
   *  @returns whether it may go on: one that reads may, however full it is */
  allows(before: number, now: number): boolean {
    this.#taken += now - before;
    return this.#taken <= this.most || now <= FEW;
  }
}

/** Its connection is cut. */
class TooSlow extends Error {}

/** Pieces that somebody who reads has waiting. */
const FEW = 100;

const ROOM = new Room();

const LATE = Symbol('nothing yet');

/** Turns of the microtask queue after which a source in this process has said what it refuses. */
const PATIENCE = 8;

async function early<T>(first: Promise<T>): Promise<T | typeof LATE> {
  let late: Promise<unknown> = Promise.resolve();
  for (let i = 0; i < PATIENCE; i++) late = late.then(() => {});
  return Promise.race([first, late.then((): typeof LATE => LATE)]);
}

/** A response whose headers go out at once and whose body follows as it comes.
 *  @param encode a piece, as it stands on the wire
 *  @param last what is written when the source fails on the way; by then it is too late for a status code
 *  @param stop ends the source
 *  @param room  where pieces wait that are not read yet
 *  @throws what the source refuses before it has anything to say */
export async function streamed<T>(
  source: AsyncIterable<T>,
  type: string,
  encode: (piece: T) => Uint8Array,
  last: (error: unknown) => Uint8Array | undefined,
  stop: AbortController,
  room = ROOM,
): Promise<Response> {
  const pieces = source[Symbol.asyncIterator]();
  const first = pieces.next();
  // Whoever comes late is heard below.
  first.catch(() => {});
  await early(first).catch((error: unknown) => {
    // 410 Gone is told within a watch.
    if (!(error instanceof StatusError) || error.code !== 410) throw error;
  });
  const body = new ReadableStream<Uint8Array>(
    {
      start: (out) => void pour(first, pieces, out, encode, last, stop, room),
      cancel: () => stop.abort(),
    },
    new CountQueuingStrategy({ highWaterMark: MOST_WAITING }),
  );
  return new Response(body, { headers: { 'Content-Type': type, 'Cache-Control': 'no-cache, private' } });
}

async function pour<T>(
  first: Promise<IteratorResult<T>>,
  pieces: AsyncIterator<T>,
  out: ReadableStreamDefaultController<Uint8Array>,
  encode: (piece: T) => Uint8Array,
  last: (error: unknown) => Uint8Array | undefined,
  stop: AbortController,
  room: Room,
): Promise<void> {
  let waiting = 0;
  try {
    for (let next = await first; !next.done; next = await pieces.next()) {
      out.enqueue(encode(next.value));
      const now = MOST_WAITING - (out.desiredSize ?? 0);
      const goesOn = room.allows(waiting, now);
      waiting = now;
      if (!goesOn || now >= MOST_WAITING) throw new TooSlow();
    }
  } catch (error) {
    // Whoever ended it wants no farewell.
    const word = stop.signal.aborted || error instanceof TooSlow ? undefined : last(error);
    // What waits for it is let go with it.
    if (error instanceof TooSlow) out.error(error);
    if (word && (out.desiredSize ?? 0) > 0) out.enqueue(word);
  }
  room.allows(waiting, 0);
  stop.abort();
  closed(out);
}

/** A reader that has gone has closed it already. */
function closed(out: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    out.close();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
