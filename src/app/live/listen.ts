import { LIVE_PATH, type LiveMessage } from '../../live';

/** Hear what the server of this page tells. Ends when the connection does, or `signal` says so.
 *  @throws Error where the page's server follows no cluster */
export async function* messages(signal: AbortSignal): AsyncGenerator<LiveMessage> {
  const response = await fetch(LIVE_PATH, { signal });
  if (!response.ok || !response.headers.get('Content-Type')?.includes('ndjson'))
    throw new Error(
      'This page follows a cluster: a simulated one of “podplay serve --apiserver”, or your own behind “podplay serve --proxy http://127.0.0.1:8001”. Here is none.',
    );
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (rest + next.value).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line) as LiveMessage;
  }
}
