import { constants, createInflate } from 'node:zlib';
import { DICTIONARY } from './dictionary';

/** Headers of streams: counted names and values, compressed as one text over the life of a connection. */

export type Headers = ReadonlyMap<string, string>;

export class HeaderReader {
  readonly #inflate = createInflate({ dictionary: DICTIONARY, flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });

  /** One block after another: each must have been read before the next. */
  async read(block: Uint8Array): Promise<Headers> {
    await new Promise<void>((resolve, reject) => {
      this.#inflate.once('error', reject);
      this.#inflate.write(block, () => resolve());
    });
    return namesIn((this.#inflate.read() as Buffer | null) ?? Buffer.alloc(4));
  }

  close(): void {
    this.#inflate.close();
  }
}

function namesIn(bytes: Buffer): Headers {
  let at = 4;
  const text = () => {
    const length = bytes.readUInt32BE(at);
    at += 4 + length;
    return bytes.toString('utf8', at - length, at);
  };
  const found = new Map<string, string>();
  for (let left = bytes.readUInt32BE(0); left > 0; left--) found.set(text().toLowerCase(), text());
  return found;
}

/** No headers at all: a block of deflate that is stored as it is and an empty one, at which a reader stops, behind the
 *  two bytes with which zlib begins once. Source: RFC 1950, RFC 1951 3.2.4 */
export const noHeaders = (first: boolean): Buffer =>
  Buffer.from([...(first ? [0x78, 0x01] : []), 0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
