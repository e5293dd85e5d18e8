import { describe, expect, it } from 'vitest';
import { PromptLine } from '../../src/shell/prompt-line';
import { SmallTerminal } from './small-terminal';

interface Run {
  readonly line: string;
  readonly done: () => Promise<void>;
}

/** A prompt on a small terminal, whose host runs a line until the test says that it is done. */
function dialogue(columns = 40, candidates: readonly string[] = []) {
  const terminal = new SmallTerminal(columns);
  const history: string[] = [];
  const runs: Run[] = [];
  const told: string[] = [];
  const host = {
    prompt: () => '$ ',
    history: () => history,
    run: (line: string) => {
      history.push(line);
      return new Promise<void>((resolve) => runs.push({ line, done: () => (resolve(), Promise.resolve()) }));
    },
    complete: (line: string) => Promise.resolve({ from: line.lastIndexOf(' ') + 1, candidates }),
    interrupt: () => void told.push('interrupt'),
    leave: () => void told.push('leave'),
  };
  const prompt = new PromptLine(host, { columns, write: (output) => terminal.write(output) });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { terminal, prompt, runs, told, settle, screen: () => terminal.text() };
}

describe('the dialogue at the prompt', () => {
  it('runs a line, shows its output, and prompts again', async () => {
    const { prompt, runs, settle, screen } = dialogue();
    prompt.receive('kubectl get\r');
    prompt.print('pods\n');
    expect(screen()).toEqual(['$ kubectl get', 'pods', '']);
    await runs[0]!.done();
    await settle();
    expect(screen()).toEqual(['$ kubectl get', 'pods', '$ ']);
  });

  it('prompts on a fresh row after output without an end of line', async () => {
    const { prompt, runs, settle, screen } = dialogue();
    prompt.receive('printf hi\r');
    prompt.print('hi');
    await runs[0]!.done();
    await settle();
    expect(screen()).toEqual(['$ printf hi', 'hi', '$ ']);
  });

  it('keeps what is typed while a line runs, and types it afterwards', async () => {
    const { prompt, runs, settle, screen } = dialogue();
    prompt.receive('sleep 5\rls\r');
    expect(runs.map((run) => run.line)).toEqual(['sleep 5']);
    await runs[0]!.done();
    await settle();
    expect(runs.map((run) => run.line)).toEqual(['sleep 5', 'ls']);
    expect(screen()).toEqual(['$ sleep 5', '$ ls', '']);
  });

  it('passes Ctrl-C on while a line runs, and forgets what was typed ahead', async () => {
    const { prompt, runs, told, settle, screen } = dialogue();
    prompt.receive('watch\rabc\x03');
    expect(told).toEqual(['interrupt']);
    await runs[0]!.done();
    await settle();
    expect(screen()).toEqual(['$ watch', '^C', '$ ']);
  });

  it('leaves a line with Ctrl-C', () => {
    const { prompt, screen } = dialogue();
    prompt.receive('abc\x02\x03x');
    expect(screen()).toEqual(['$ abc^C', '$ x']);
  });

  it('does not run an empty line', () => {
    const { prompt, runs, screen } = dialogue();
    prompt.receive('\r\r');
    expect(runs).toEqual([]);
    expect(screen()).toEqual(['$ ', '$ ', '$ ']);
  });

  it('shows late output above the line that is being typed', () => {
    const { prompt, screen } = dialogue();
    prompt.receive('abc\x02');
    prompt.print('late\n');
    prompt.receive('x');
    expect(screen()).toEqual(['late', '$ abxc']);
  });

  it('lists candidates below the line', async () => {
    const { prompt, settle, screen } = dialogue(40, ['delete', 'describe']);
    prompt.receive('k de\t');
    await settle();
    expect(screen()).toEqual(['$ k de', 'delete    describe', '$ k de']);
  });

  it('drops candidates that come after another key', async () => {
    const { prompt, settle, screen } = dialogue(40, ['delete']);
    prompt.receive('k de\tx');
    await settle();
    expect(screen()).toEqual(['$ k dex']);
  });

  it('clears with Ctrl-L and keeps the line', () => {
    const { prompt, screen } = dialogue();
    prompt.receive('\r\rabc\x0cd');
    expect(screen()).toEqual(['$ abcd']);
  });

  it('shows another instant, and does not prompt twice when the line of before ends', async () => {
    const { prompt, runs, settle, screen } = dialogue();
    prompt.receive('watch\r');
    prompt.reset('$ ls\nweb.yaml\n');
    expect(screen()).toEqual(['$ ls', 'web.yaml', '$ ']);
    await runs[0]!.done();
    await settle();
    expect(screen()).toEqual(['$ ls', 'web.yaml', '$ ']);
  });

  it('shows a script that is typed, and leaves running it to others', () => {
    const { prompt, runs, screen } = dialogue();
    prompt.receive('half');
    prompt.discard();
    prompt.add('echo a\n');
    prompt.add('echo b');
    expect(prompt.enter()).toBe('echo a\necho b');
    expect(runs).toEqual([]);
    prompt.print('a\nb\n');
    prompt.ready();
    expect(screen()).toEqual(['$ echo a', '> echo b', 'a', 'b', '$ ']);
  });

  it('refuses a paste that is too large', () => {
    const { prompt, screen } = dialogue(200);
    prompt.receive(`\x1b[200~${'x'.repeat(5_000_000)}\x1b[201~`);
    expect(screen()[0]).toContain('a line holds at most 256 kB');
    expect(screen()[1]).toBe('$ ');
  });

  it('lets the keyboard go with Esc', () => {
    const { prompt, told } = dialogue();
    prompt.receive('\x1b');
    prompt.receive('sleep\r\x1b');
    expect(told).toEqual(['leave', 'leave']);
  });
});
