import { describe, expect, it } from 'vitest';
import { LineTerminal } from '../../src/http/server/terminal';

/** Keys in, a screen out. The shell says back what it was given; `exit N` ends it, `hang` lasts until it is stopped. */
function terminal() {
  let [screen, over] = ['', undefined as number | undefined];
  const ran: string[] = [];
  let prompt: string | undefined = '$ ';
  const shell = {
    get prompt() {
      return prompt;
    },
    run(line: string, signal?: AbortSignal) {
      ran.push(line);
      if (line === 'hang') return new Promise<never>((_, reject) => signal!.addEventListener('abort', () => reject(new Error('stopped'))));
      const [, code] = /^exit ?(\d*)$/.exec(line) ?? [];
      if (code !== undefined) prompt = undefined;
      return Promise.resolve({ stdout: code === undefined ? `ran ${line}\n` : '', stderr: '', exitCode: Number(code ?? 0) });
    },
  };
  const one = new LineTerminal(
    shell,
    (text) => (screen += text),
    (exitCode) => (over = exitCode),
  );
  const press = async (keys: string) => {
    one.keys(keys);
    await new Promise((done) => setImmediate(done));
  };
  return { press, ran, screen: () => screen, over: () => over };
}

describe('a terminal before a shell', () => {
  it.each([
    ['shows what is typed, and what it does', 'ls\r', '$ ls\r\nran ls\r\n$ '],
    ['rubs out', 'lx\x7fs\r', '$ lx\b \bs\r\nran ls\r\n$ '],
    ['rubs out no more than there is', '\x7fls\r', '$ ls\r\nran ls\r\n$ '],
    ['forgets a line', 'no\x15ls\r', '$ no\b \b\b \bls\r\nran ls\r\n$ '],
    ['begins anew after Ctrl-C', 'no\x03ls\r', '$ no^C\r\n$ ls\r\nran ls\r\n$ '],
    ['takes no notice of arrows', 'l\x1b[As\x1bOB\x1b[1;5C\r', '$ ls\r\nran ls\r\n$ '],
    ['prompts again after an empty line', '\r', '$ \r\n$ '],
    ['keeps what is typed ahead', 'a\rb\r', '$ a\r\nran a\r\n$ b\r\nran b\r\n$ '],
    ['takes letters beyond ASCII', 'é\r', '$ é\r\nran é\r\n$ '],
  ])('%s', async (_, keys, shown) => {
    const { press, screen } = terminal();
    await press(keys);
    await press('');
    expect(screen()).toBe(shown);
  });

  it('stops what runs at Ctrl-C, and drops what was typed ahead', async () => {
    const { press, screen, ran } = terminal();
    await press('hang\rnext\r');
    await press('\x03');
    expect(screen()).toBe('$ hang\r\n^C\r\n$ ');
    expect(ran).toEqual(['hang']);
  });

  it.each([
    ['exit', 'exit 4\r', 4],
    ['Ctrl-D', '\x04', 0],
  ])('ends with %s', async (_, keys, code) => {
    const { press, over } = terminal();
    await press(keys);
    expect(over()).toBe(code);
  });

  it('takes Ctrl-D in a line for nothing', async () => {
    const { press, over, ran } = terminal();
    await press('ls\x04');
    expect([over(), ran]).toEqual([undefined, []]);
  });
});
