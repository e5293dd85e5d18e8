import { describe, expect, it } from 'vitest';
import { terminalSession } from './terminal-session';

const LINES = ['line 1\n', 'line 1\nline 2\n', 'line 1\nline 2\nline 3\n'];

describe('output as it comes', () => {
  it.each([
    ['a command that goes on printing', 'kubectl stream', LINES],
    ['it in a loop', 'for i in 1; do kubectl stream; done', LINES],
    ['it after others', 'true && kubectl stream', LINES],
    ['it with errors thrown away', 'kubectl stream 2>/dev/null', LINES],
    ['it in a script', 'printf "kubectl stream\\n" > /tmp/s.sh; bash /tmp/s.sh', LINES],
    ['it in a script line', "bash -c 'kubectl stream'", LINES],
    ['it under timeout', 'timeout 60 kubectl stream', LINES],
    ['echo between sleeps', 'for i in 1 2 3; do echo line $i; sleep 1; done', LINES],
  ])('shows %s', async (_what, line, frames) => {
    const { shell, live } = terminalSession();
    expect(await live(shell.run(line))).toEqual(frames);
  });

  it('shows it by an alias of an earlier line', async () => {
    const { shell, live } = terminalSession();
    await shell.run('alias ks="kubectl stream"');
    expect(await live(shell.run('ks'))).toEqual(LINES);
  });

  it.each([
    ['a pipe', 'kubectl stream | cat', 'line 1\nline 2\nline 3\n'],
    ['a file', 'kubectl stream > /tmp/x', ''],
    ['a substitution', 'x=$(kubectl stream); echo "$x"', 'line 1\nline 2\nline 3\n'],
    ['a pipe inside a script', "bash -c 'kubectl stream | cat'", 'line 1\nline 2\nline 3\n'],
    ['a function into a pipe', 'f() { kubectl stream; }; f | cat', 'line 1\nline 2\nline 3\n'],
  ])('waits for the end of %s', async (_what, line, shown) => {
    const { shell, live, screen } = terminalSession();
    expect(await live(shell.run(line))).toEqual(['', '', '']);
    expect(screen()).toBe(shown);
  });
});

describe('errors of what is substituted', () => {
  it.each([
    ['into a variable', 'x=$(kubectl fail); echo "[$x] $?"', 'error: no\n[] 3\n'],
    ['into an argument', 'echo "[$(kubectl fail)]" 2>/dev/null', 'error: no\n[]\n'],
    ['into another', 'echo $(echo $(kubectl fail) x)', 'error: no\nx\n'],
    ['into a loop', 'for i in a $(kubectl fail); do echo $i; done', 'error: no\na\n'],
    ['with backquotes', 'x=`kubectl fail`', 'error: no\n'],
    ['where nobody is to see them', '{ x=$(kubectl fail); } 2>/dev/null; y=$(kubectl fail 2>&1); echo "$y"', 'error: no\n'],
  ])('%s are seen', async (_where, line, shown) => {
    const { show } = terminalSession();
    expect(await show(line)).toBe(shown);
  });
});

describe('a file that takes what never ends', () => {
  it('is explained to a person', async () => {
    const { shell, live, screen } = terminalSession({ tty: true });
    await live(shell.run('timeout 1.5 kubectl follow -w > all.txt; cat all.txt; kubectl stream | tail -1'));
    expect(screen().split('\n')[0]).toContain('the file gets the output when kubectl has ended.');
    expect(screen().split('\n').slice(1)).toEqual(['line 1', 'line 2', 'line 3', '']);
  });
});

describe('Ctrl-C', () => {
  it('ends a command that follows, and the line', async () => {
    const { shell, live, screen, show } = terminalSession();
    const interrupt = new AbortController();
    const work = shell.run('x=1; kubectl follow; echo never', interrupt.signal);
    await live(work, 2000);
    interrupt.abort();
    expect(await work).toBe(130);
    expect(screen()).toBe('line 1\nline 2\nline 3\n');
    expect(await show('echo $?')).toBe('130\n');
  });

  it('ends an endless loop', async () => {
    const { shell, live } = terminalSession();
    const interrupt = new AbortController();
    const work = shell.run('while true; do kubectl get; sleep 2; done', interrupt.signal);
    const frames = await live(work, 10_000);
    expect(frames.length).toBe(6);
    interrupt.abort();
    expect(await work).toBe(130);
  });
});

describe('commands of time', () => {
  it('sleep waits on the clock of the cluster', async () => {
    const { shell, live, clock } = terminalSession();
    const start = clock.now();
    await live(shell.run('sleep 1.5m 10'));
    expect(clock.now() - start).toBe(100_000);
  });

  it.each([
    ['sleep', 'sleep: missing operand\n'],
    ['sleep soon', "sleep: invalid time interval 'soon'\n"],
    ['timeout 5', 'timeout: missing operand\n'],
    ['timeout x true', "timeout: invalid time interval 'x'\n"],
  ])('%j says what is wrong', async (line, word) => {
    expect(await terminalSession().show(line)).toBe(word);
  });

  it('timeout ends what takes too long with 124', async () => {
    const { shell, live, screen } = terminalSession();
    const work = shell.run('timeout 2.5 kubectl follow; echo $?');
    await live(work);
    expect(screen()).toBe('line 1\nline 2\nline 3\n124\n');
  });

  it('timeout ends a loop', async () => {
    const { shell, live, screen } = terminalSession();
    await live(shell.run("timeout 2.5 bash -c 'while true; do kubectl get; sleep 1; done'; echo $?"));
    expect(screen()).toBe('get\nget\nget\n124\n');
  });

  it('timeout hands on the code and the output of what is in time', async () => {
    const { show } = terminalSession();
    expect(await show('timeout 5 kubectl fail; echo $?')).toBe('error: no\n3\n');
    expect(await show('timeout 5 kubectl get | tr a-z A-Z')).toBe('GET\n');
  });

  it('date tells the time of the cluster', async () => {
    const { show } = terminalSession();
    expect(await show('date; date -Iseconds; date +%s')).toBe('Thu Jan  1 00:00:00 UTC 2026\n2026-01-01T00:00:00+00:00\n1767225600\n');
  });

  it('time and $SECONDS count on the clock of the cluster', async () => {
    const { shell, live, screen } = terminalSession();
    await live(shell.run('time kubectl stream | tail -1; sleep 60; echo $SECONDS $((SECONDS + 1)) "${SECONDS}s"'));
    expect(screen()).toBe('line 3\n\nreal\t0m3.000s\nuser\t0m0.000s\nsys\t0m0.000s\n63 64 63s\n');
  });

  it('time hands on the exit code', async () => {
    const { show } = terminalSession();
    expect(await show('time -p kubectl fail; echo $?')).toBe('error: no\nreal 0.00\nuser 0.00\nsys 0.00\n3\n');
  });

  it('chance is the same in every terminal', async () => {
    const throws = async () => terminalSession().show('echo $RANDOM $((RANDOM % 6)) "$RANDOM"; f() { echo $RANDOM; }; f');
    const first = await throws();
    expect(first).toMatch(/^\d+ [0-5] \d+\n\d+\n$/);
    expect(await throws()).toBe(first);
  });

  it('watch repeats a command, pipes included, until Ctrl-C', async () => {
    const { shell, live, screen } = terminalSession({ tty: true });
    const interrupt = new AbortController();
    const work = shell.run("watch -n 5 'kubectl get pods | grep get'", interrupt.signal);
    const frames = await live(work, 10_000);
    expect(frames.length).toBe(3);
    interrupt.abort();
    expect(await work).toBe(130);
    expect(screen().split('\x1b[3J').at(-1)).toBe(
      `${'Every 5.0s: kubectl get pods | grep get'.padEnd(47)}podplay: Thu Jan 01 00:00:10 2026\n\nget pods\n`,
    );
  });

  it('watch needs a terminal', async () => {
    const { shell, screen } = terminalSession();
    expect(await shell.run('watch kubectl get pods')).toBe(1);
    expect(screen()).toContain('needs a terminal');
  });
});

describe('the size of the terminal', () => {
  it.each([
    ['stty size', '24 80\n'],
    ['tput cols; tput lines', '80\n24\n'],
    ['echo $COLUMNS x $LINES', '80 x 24\n'],
    ['stty -echo', 'stty: not available here; stty size is\n'],
  ])('is told by %s', async (line, told) => {
    expect(await terminalSession({ tty: true }).show(line)).toBe(told);
  });

  it('is not there where nobody sits', async () => {
    expect(await terminalSession().show('stty size; echo "[$COLUMNS]"')).toBe(
      "stty: 'standard input': Inappropriate ioctl for device\n[]\n",
    );
  });
});
