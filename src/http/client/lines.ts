import type { Status } from '../../kube/status';
import { StatusError } from '../../kube/status';
import { lost } from './lost';

/** The lines of a response, as they come. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const text of piecesOf(response)) {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest) yield rest;
}

/** The text of a response, piece by piece. A reader that stops closes the connection. */
export async function* piecesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  try {
    for (let next = await read(reader); !next.done; next = await read(reader)) {
      const text = decoder.decode(next.value, { stream: true });
      if (text) yield text;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The events of a watch. @throws StatusError for an ERROR event: 410 when the version is no longer held */
export async function* eventsOf<T>(
  lines: AsyncIterable<string>,
): AsyncGenerator<{ type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: T }> {
  for await (const line of lines) {
    if (!line) continue;
    const event = JSON.parse(line) as { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; object: T };
    if (event.type === 'ERROR') throw new StatusError(event.object as Status);
    yield event as { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: T };
  }
}

/** @throws StatusError when the connection breaks; the reason of who has ended it himself */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    throw lost(error, 'the connection was lost');
  }
}
