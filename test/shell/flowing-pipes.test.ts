import { describe, expect, it } from 'vitest';
import { terminalSession } from './terminal-session';

const follow = (line: string) => {
  const session = terminalSession();
  return session.live(session.shell.run(line)).then((frames) => ({ frames, screen: session.screen() }));
};

const LINES = ['line 1\n', 'line 1\nline 2\n', 'line 1\nline 2\nline 3\n'];

describe('what comes through a pipe is seen when it comes', () => {
  it.each([
    ['cat', 'kubectl stream -f | cat', LINES],
    ['grep', 'kubectl stream -f | grep --line-buffered line', LINES],
    ['several filters', "kubectl stream -f | cut -d ' ' -f 1- | sed -u s/l/L/ | tr L l", LINES],
    ['a script', 'printf "kubectl stream -f | cat\\n" > /tmp/s.sh; bash /tmp/s.sh', LINES],
    ['a script line under timeout', "timeout 60 bash -c 'kubectl stream -f | cat'", LINES],
    ['a loop', 'for i in 1 2 3; do echo line $i; sleep 1; done | cat', LINES],
    ['read', 'kubectl stream -f | while IFS= read -r line; do echo "$line"; done', LINES],
    ['read, and the fields of a line', 'kubectl stream -f | while read word number; do echo "$word $number"; done', LINES],
    ['numbers of lines', 'kubectl stream -f | grep -n 2', ['', '2:line 2\n', '2:line 2\n']],
    ['lines around what is found', 'kubectl stream -f | grep -A 1 1', ['line 1\n', 'line 1\nline 2\n', 'line 1\nline 2\n']],
    ['awk', "kubectl stream -f | awk '{ sum += $2; print sum; fflush() }'", ['1\n', '1\n3\n', '1\n3\n6\n']],
    ['lines from the second on', 'kubectl stream -f | tail -n +2', ['', 'line 2\n', 'line 2\nline 3\n']],
    ['a command for each line', 'kubectl stream -f | xargs -I {} echo {}', LINES],
    ['whole documents', `for i in 1 2; do echo '{"a":'; echo "$i}"; sleep 1; done | jq .a`, ['1\n', '1\n2\n']],
    ['groups', 'kubectl stream -f | { read -r first; echo "$first"; grep line | cat; }', LINES],
  ])('through %s', async (_what, line, frames) => {
    expect((await follow(line)).frames).toEqual(frames);
  });

  it('through an alias of an earlier line', async () => {
    const { shell, live } = terminalSession();
    await shell.run('alias ks="kubectl stream -f"');
    expect(await live(shell.run('ks | cat'))).toEqual(LINES);
  });

  it.each([
    ['sort', 'kubectl stream -f | sort -r', 'line 3\nline 2\nline 1\n'],
    ['wc', 'kubectl stream -f | wc -l', '3\n'],
    ['the last line', "kubectl stream -f | sed -n '$p'", 'line 3\n'],
    ['a sum at the end', "kubectl stream -f | awk '{ s += $2 } END { print s }'", '6\n'],
    ['the input of kubectl', 'kubectl stream -f | kubectl cat -', 'line 1\nline 2\nline 3\n'],
    ['a function', 'all() { grep line; }; kubectl stream -f | all', 'line 1\nline 2\nline 3\n'],
  ])('but %s waits for the end', async (_what, line, screen) => {
    const seen = await follow(line);
    expect(seen).toEqual({ frames: ['', '', ''], screen });
  });

  it('and what is substituted or goes into a file is not', async () => {
    expect(await follow('x=$(kubectl stream -f | grep 2); echo "<$x>"')).toEqual({ frames: ['', '', ''], screen: '<line 2>\n' });
    expect((await follow('kubectl stream -f | tee all.txt | grep 3 > some.txt; cat all.txt some.txt')).screen).toBe(
      'line 1\nline 2\nline 3\nline 3\n',
    );
  });
});

describe('the end of a pipe that flows', () => {
  it.each([
    ['head -n 2', 'line 1\nline 2\n'],
    ['head -1', 'line 1\n'],
    ['grep -m 2 line', 'line 1\nline 2\n'],
    ['grep -q 2', ''],
    ['sed 2q', 'line 1\nline 2\n'],
    ['{ read -r line; echo "$line"; }', 'line 1\n'],
  ])('is when %s has enough: what goes on writing gets a SIGPIPE', async (last, shown) => {
    expect((await follow(`kubectl follow -f | ${last}; echo \${PIPESTATUS[@]}`)).screen).toBe(`${shown}141 0\n`);
  });

  it('has the code of the last command, or of any with pipefail', async () => {
    expect((await follow('kubectl fail -w | cat; echo $?')).screen).toBe('error: no\n0\n');
    expect((await follow('set -o pipefail; kubectl fail -w | cat; echo $?; ! kubectl fail -w | cat; echo $?')).screen).toBe(
      'error: no\n3\nerror: no\n0\n',
    );
    expect((await follow('kubectl stream -f | grep nothing; echo $?')).screen).toBe('1\n');
    expect((await follow('kubectl stream -f | nosuch; echo $?')).screen).toBe('bash: nosuch: command not found\n127\n');
  });

  it('is Ctrl-C, for all of it', async () => {
    const { shell, live, screen } = terminalSession({ tty: true });
    const interrupt = new AbortController();
    const work = shell.run('kubectl follow -f | sort | tee sorted.txt; echo not reached', interrupt.signal);
    await live(work, 10_000);
    interrupt.abort();
    expect(await work).toBe(130);
    expect(screen()).toBe('');
    expect(shell.busy).toBe(false);
  });

  it('is the end of time for timeout', async () => {
    expect((await follow("timeout 1.5 bash -c 'kubectl follow -f | cat'; echo $?")).screen).toBe('line 1\nline 2\n124\n');
  });
});

describe('the commands of a pipe that flows', () => {
  it('are subshells with the variables, functions and parameters of their shell', async () => {
    const script = 'n=2; pick() { grep "$1$2"; }; f() { kubectl stream -f | pick "$1" "$n"; }; f "line "';
    expect((await follow(script)).screen).toBe('line 2\n');
    expect((await follow('x=before; kubectl stream -f | while read -r x; do :; done; echo "$x"')).screen).toBe('before\n');
  });

  it('may be pipes that flow themselves, with blanks and quotes', async () => {
    const script = `inner() { kubectl stream -f | sed 's/  */_/g' | cut -d' ' -f1; }; inner | grep 'line_2'`;
    expect((await follow(script)).screen).toBe('line_2\n');
  });

  it('say their errors on the terminal, or into the pipe', async () => {
    expect((await follow('kubectl fail -w | tr a-z A-Z')).screen).toBe('error: no\n');
    expect((await follow('kubectl fail -w |& tr a-z A-Z')).screen).toBe('ERROR: NO\n');
  });

  it('run in the background', async () => {
    expect((await follow('kubectl stream -f | grep 3 & sleep 0.5; echo first; wait')).screen).toBe('first\nline 3\n');
  });
});
