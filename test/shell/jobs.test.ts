import { describe, expect, it } from 'vitest';
import { terminalSession } from './terminal-session';

async function shown(script: string, tty = false): Promise<string> {
  const { shell, live, screen } = terminalSession({ tty });
  await live(shell.run(script));
  return screen();
}

describe('a job in the background', () => {
  it('runs beside the script, and shows what it says as it comes', async () => {
    const { shell, live, screen } = terminalSession();
    const frames = await live(shell.run('kubectl stream & sleep 1.5; echo beside; wait; echo done'));
    expect(screen()).toBe('line 1\nline 2\nbeside\nline 3\ndone\n');
    expect(frames).toEqual(['line 1\n', 'line 1\nline 2\n', 'line 1\nline 2\nbeside\n', 'line 1\nline 2\nbeside\nline 3\n']);
  });

  it.each([
    ['the variables and functions of its shell', 'x=1; f() { echo $x; }; f & wait', '1\n'],
    ['a directory of its own', 'cd /tmp; (cd /; pwd) & wait; pwd', '/\n/tmp\n'],
    ['its own variables', 'x=1; (x=2; echo $x) & wait; echo $x', '2\n1\n'],
    ['a file for its output', 'echo hidden > /tmp/x & wait; cat /tmp/x', 'hidden\n'],
    ['several commands joined', 'false || echo joined & wait', 'joined\n'],
    ['a turn in each round of a loop', 'for i in 2 1; do (sleep $i; echo $i) & done; wait', '1\n2\n'],
  ])('has %s', async (_what, script, text) => {
    expect(await shown(script)).toBe(text);
  });

  it.each([
    ['of a process', '(exit 3) & wait $!; echo $?', '3\n'],
    ['of a job by its number', '(exit 3) & wait %1; echo $?', '3\n'],
    ['of one that was ended', 'sleep 9 & kill $!; wait $!; echo $?', '143\n'],
    ['of one that was killed', 'sleep 9 & kill -9 %1; wait %1; echo $?', '137\n'],
    ['of the first to end', '(sleep 2; exit 2) & (sleep 1; exit 1) & wait -n; echo $?', '1\n'],
    ['of one brought to the front', '(exit 4) & fg >/dev/null; echo $?', '4\n'],
    ['of nobody', 'wait 7; echo $?', 'bash: wait: pid 7 is not a child of this shell\n127\n'],
  ])('tells the exit code %s', async (_whose, script, text) => {
    expect(await shown(script)).toBe(text);
  });

  it.each([
    ['kill 7', 'bash: kill: (7) - No such process\n'],
    ['kill %7', 'bash: kill: %7: no such job\n'],
    ['kill x', 'bash: kill: x: arguments must be process or job IDs\n'],
    ['kill -NOPE 7', 'bash: kill: NOPE: invalid signal specification\n'],
    ['fg', 'bash: fg: current: no such job\n'],
    ['bg %2', 'bash: bg: %2: no such job\n'],
    ['wait %2', 'bash: wait: %2: no such job\n'],
  ])('says what is wrong with `%s`, as bash does', async (line, text) => {
    expect(await shown(line)).toBe(text);
  });

  it('stands in the list, until it has ended and that was told', async () => {
    const text = await shown('sleep 5 & (exit 1) & sleep 1; jobs; jobs -l; jobs -p');
    expect(text).toBe(
      [
        '[1]-  Running                 sleep 5 &',
        '[2]+  Exit 1                  (exit 1)',
        '[1]+ 2001 Running                 sleep 5 &',
        '2001',
        '',
      ].join('\n'),
    );
  });

  it('is announced to a person, and so is its end before the next prompt', async () => {
    const { shell, live, screen } = terminalSession({ tty: true });
    await live(shell.run('sleep 1 &'));
    expect(screen()).toBe('[1] 2001\n');
    await live(shell.run('sleep 2'));
    expect(screen()).toBe('[1] 2001\n[1]+  Done                    sleep 1\n');
  });

  it('outlives Ctrl-C, which ends who waits for it', async () => {
    const { shell, live, screen } = terminalSession();
    const interrupt = new AbortController();
    const work = shell.run('kubectl stream & wait', interrupt.signal);
    await live(work, 500);
    interrupt.abort();
    expect(await work).toBe(130);
    await live(shell.run('sleep 3'));
    expect(screen()).toBe('line 1\nline 2\nline 3\n');
  });

  it('ends with its shell', async () => {
    const { shell, live, screen } = terminalSession();
    await live(shell.run('kubectl follow & sleep 0.5'));
    shell.close();
    await live(shell.run('sleep 3'));
    expect(screen()).toBe('line 1\n');
  });
});

describe('trap', () => {
  it.each([
    ['when the script ends', "trap 'echo bye' EXIT; echo hi", 'hi\nbye\n'],
    ['when it leaves, with its variables', "trap 'echo bye $x' EXIT; x=1; exit 3", 'bye 1\n'],
    ['when it leaves from a function', 'trap bye EXIT; bye() { echo bye $x; }; f() { x=2; exit; }; f', 'bye 2\n'],
    ['when an error ends it', "set -e; trap 'echo bye' EXIT; false; echo never", 'bye\n'],
    [
      'at the end of a script in a file',
      'echo "trap \'echo bye\' EXIT; echo hi \\$1" > /tmp/s; bash /tmp/s you; echo after',
      'hi you\nbye\nafter\n',
    ],
    ['not when it was taken back', "trap 'echo bye' EXIT; trap - EXIT", ''],
  ])('runs %s', async (_when, script, text) => {
    expect(await shown(script)).toBe(text);
  });

  it('does not change the exit code', async () => {
    const { shell, live } = terminalSession();
    const work = shell.run("trap 'true' EXIT; exit 3");
    await live(work);
    expect(await work).toBe(3);
  });

  it('runs after Ctrl-C', async () => {
    const { shell, live, screen } = terminalSession();
    const interrupt = new AbortController();
    const work = shell.run("trap 'echo stopped $x' INT; trap 'echo bye' EXIT; x=1; sleep 9", interrupt.signal);
    await live(work, 1000);
    interrupt.abort();
    expect(await work).toBe(130);
    expect(screen()).toBe('stopped 1\nbye\n');
  });

  it.each([
    ["trap 'a' EXIT; trap \"echo 'b'\" INT; trap; trap - EXIT INT", "trap -- 'a' EXIT\ntrap -- 'echo '\\''b'\\''' SIGINT\n"],
    ['trap x ERR', 'bash: trap: ERR: not available here; EXIT, INT and TERM are\n'],
    ['trap x NOPE', 'bash: trap: NOPE: invalid signal specification\n'],
  ])('%s', async (script, text) => {
    expect(await shown(script)).toBe(text);
  });
});
