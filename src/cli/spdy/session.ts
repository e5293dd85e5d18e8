import { Duplex } from 'node:stream';
import { HeaderReader, type Headers, noHeaders } from './headers';

/** The server's side of a SPDY/3.1 connection, over whatever carries its bytes.
 *  MODELS streams that the client opens, their data and ends, resets, pings and going away.
 *  OMITS windows (clients of Kubernetes keep none), settings, priorities, and streams of the server's own.
 *  Source: moby/spdystream connection.go, SPDY Protocol Draft 3 */

const [SYN_STREAM, SYN_REPLY, RST_STREAM, PING, GOAWAY] = [1, 2, 3, 6, 7];
const FIN = 1;
/** Ends the connection: nobody sends so much at once. */
const LARGEST = 4 * 1024 * 1024;

export class SpdyStream extends Duplex {
  constructor(
    readonly headers: Headers,
    private readonly send: (data: Uint8Array, end: boolean) => void,
    private readonly reset: () => void,
  ) {
    super();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.send(chunk, false);
    done();
  }

  override _final(done: () => void): void {
    this.send(new Uint8Array(), true);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.writableFinished) this.reset();
    done(error);
  }
}

export class SpdySession {
  #left = Buffer.alloc(0);
  #turn: Promise<void> = Promise.resolve();
  readonly #headers = new HeaderReader();
  readonly #streams = new Map<number, SpdyStream>();
  #replied = false;
  #closed = false;

  /** @param send bytes for the client
   *  @param hangUp the connection has to end */
  constructor(
    private readonly send: (bytes: Uint8Array) => void,
    private readonly opened: (stream: SpdyStream) => void,
    private readonly hangUp: () => void,
  ) {}

  received(bytes: Uint8Array): void {
    this.#left = Buffer.concat([this.#left, bytes]);
    for (let frame = this.#next(); frame; frame = this.#next()) {
      const whole = frame;
      this.#turn = this.#turn.then(() => this.#take(whole)).catch(() => this.hangUp());
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stream of this.#streams.values()) stream.destroy();
    this.#headers.close();
  }

  #next(): Buffer | undefined {
    if (this.#left.length < 8) return undefined;
    const length = 8 + this.#left.readUIntBE(5, 3);
    if (length > LARGEST) return void this.hangUp();
    if (this.#left.length < length) return undefined;
    const frame = this.#left.subarray(0, length);
    this.#left = this.#left.subarray(length);
    return frame;
  }

  async #take(frame: Buffer): Promise<void> {
    if (this.#closed) return;
    const first = frame.readUInt32BE(0);
    const last = (frame[4]! & FIN) !== 0;
    if (first < 0x8000_0000) return this.#data(first, frame.subarray(8), last);
    const type = first & 0xffff;
    if (type === SYN_STREAM) return this.#open(frame.readUInt32BE(8) & 0x7fff_ffff, frame.subarray(18), last);
    if (type === RST_STREAM) this.#streams.get(frame.readUInt32BE(8) & 0x7fff_ffff)?.destroy();
    else if (type === PING && frame.readUInt32BE(8) % 2 === 1) this.#write(frame);
    else if (type === GOAWAY) this.hangUp();
  }

  async #open(id: number, block: Buffer, last: boolean): Promise<void> {
    const headers = await this.#headers.read(block);
    const stream = new SpdyStream(
      headers,
      (data, end) => this.#write(frameOf(id, end ? FIN : 0, data)),
      () => this.#write(control(RST_STREAM, 0, words(id, 5))),
    );
    // What a stream was to say and cannot is nobody's concern any more.
    stream.on('error', () => {});
    stream.on('close', () => this.#streams.delete(id));
    this.#streams.set(id, stream);
    this.#write(control(SYN_REPLY, 0, Buffer.concat([words(id), noHeaders(!this.#replied)])));
    this.#replied = true;
    if (last) stream.push(null);
    this.opened(stream);
  }

  #data(id: number, data: Buffer, last: boolean): void {
    const stream = this.#streams.get(id);
    if (data.length) stream?.push(data);
    if (last) stream?.push(null);
  }

  #write(bytes: Uint8Array): void {
    if (!this.#closed) this.send(bytes);
  }
}

function words(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => bytes.writeUInt32BE(number, 4 * i));
  return bytes;
}

function frameOf(first: number, flags: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(first);
  head[4] = flags;
  head.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([head, data]);
}

const control = (type: number, flags: number, data: Uint8Array) => frameOf((0x8003_0000 | type) >>> 0, flags, data);
