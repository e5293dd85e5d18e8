import { describe, expect, it } from 'vitest';
import { terminalSession } from './terminal-session';

describe('what the terminal shows', () => {
  it.each([
    ['a command', 'kubectl get pods', 'get pods\n'],
    ['its short name', 'k get pods', 'get pods\n'],
    ['a pipe', 'kubectl get pods | tr a-z A-Z', 'GET PODS\n'],
    ['a pipe into kubectl', "echo nginx:1.7.9 | sed 's/1.7.9/broken/g' | kubectl cat apply -f-", 'nginx:broken\n'],
    ['text beyond ASCII through pipes', 'echo "é 你好" | kubectl cat | cat', 'é 你好\n'],
    ['a substitution', 'kubectl delete pod $(kubectl get pods -o name | head -1)', 'delete pod get pods -o name\n'],
    ['a loop', 'for i in 1 2 3; do kubectl exec $i; done', 'exec 1\nexec 2\nexec 3\n'],
    ['a loop into a pipe', 'for i in 1 2 3; do kubectl exec $i; done | grep 2', 'exec 2\n'],
    ['a heredoc', 'cat <<EOF | kubectl cat\na: 1\n  b: 2\nEOF', 'a: 1\n  b: 2\n'],
    ['errors', 'kubectl fail', 'error: no\n'],
    ['errors that are thrown away', 'kubectl fail 2>/dev/null', ''],
    ['errors sent after the output', 'kubectl fail 2>&1 | sed s/no/yes/', 'error: yes\n'],
    ['errors of a silenced loop', 'for i in 1 2; do kubectl fail; kubectl out; done 2>/dev/null', 'out\nout\n'],
    ['output that goes to a file', 'kubectl get > /tmp/x; echo done; cat /tmp/x', 'done\nget\n'],
    ['a group that goes to a file', '{ kubectl a; echo b; } > /tmp/y; cat /tmp/y', 'a\nb\n'],
    ['a condition', 'if kubectl fail; then echo yes; else echo no $?; fi', 'error: no\nno 3\n'],
    ['a function', 'f() { kubectl $1; }; f a; f b | tr b c', 'a\nc\n'],
    ['an alias', "alias kg='kubectl get'\nkg pods", 'get pods\n'],
    ['an unknown command', 'nosuch', 'bash: nosuch: command not found\n'],
    ['order', 'echo a; kubectl fail; echo b', 'a\nerror: no\nb\n'],
    ['xargs', 'printf "a\\nb\\n" | xargs -n1 kubectl get', 'get a\nget b\n'],
    ['xargs with a place for the word', 'echo b | xargs -I{} kubectl get {} -o name', 'get b -o name\n'],
    ['eval', 'eval "kubectl get pods"', 'get pods\n'],
    ['each command once', 'ls /bin | grep -c kubectl', '1\n'],
    ['a subshell', '(kubectl a; exit 3); echo $?', 'a\n3\n'],
    ['a trace without tricks', 'set -x; kubectl a', 'a\n+ kubectl a\n'],
    ['a mistake of language', 'if (', 'bash: syntax error: Parse error at 1:5: Expected RPAREN, got EOF\n'],
    ['stdin that is read in a loop', 'printf "a\\nb\\n" > /tmp/l; while read x; do kubectl get $x; done < /tmp/l', 'get a\nget b\n'],
  ])('shows %s', async (_what, line, shown) => {
    expect(await terminalSession().show(line)).toBe(shown);
  });

  it('lets a command that is seen on a terminal know it, and others not', async () => {
    const { show } = terminalSession({ tty: true });
    expect(await show('kubectl a; kubectl b | cat; x=$(kubectl c); echo $x; kubectl d 2>/dev/null')).toBe('a [tty]\nb\nc\nd [tty]\n');
  });

  it.each([
    ['kubectl fail', 3],
    ['true', 0],
    ['nosuch', 127],
    ['exit 7', 7],
    ['false | true', 0],
    ['set -o pipefail; kubectl fail | cat', 3],
    ['set -e; false; true', 1],
  ])('ends %j with %i', async (line, code) => {
    expect(await terminalSession().shell.run(line)).toBe(code);
  });
});

describe('what a line leaves for the next', () => {
  it.each([
    ['variables', 'x="a b"', 'echo "$x"', 'a b\n'],
    ['exported variables', 'export X=1', "bash -c 'echo $X'", '1\n'],
    ['the directory', 'mkdir -p web; cd web', 'pwd', '/home/learner/web\n'],
    ['functions', 'f() { kubectl get "$1"; }', 'f pods', 'get pods\n'],
    ['functions of a file', 'printf "g() { kubectl g; }\\n" > fn.sh; . ./fn.sh', 'g', 'g\n'],
    ['aliases', "alias kg='kubectl get'", 'kg pods', 'get pods\n'],
    ['the exit code', 'kubectl fail 2>/dev/null', 'echo $?', '3\n'],
    ['options', 'set -o pipefail', 'false | true; echo $?', '1\n'],
    ['files outside home', 'echo hi > /tmp/a', 'cat /tmp/a', 'hi\n'],
    ['the namespace', 'kubectl namespace other', 'kubectl namespace', 'other\n'],
  ])('keeps %s', async (_what, first, second, shown) => {
    const { show, shell } = terminalSession();
    await shell.run(first);
    expect(await show(second)).toBe(shown);
  });

  it('forgets a function that was unset', async () => {
    const { show, shell } = terminalSession();
    await shell.run('f() { echo f; }');
    await shell.run('unset -f f');
    expect(await show('f')).toContain('command not found');
  });

  it('names the directory in the prompt away from home', async () => {
    const { shell } = terminalSession();
    expect(shell.prompt).toBe('$ ');
    await shell.run('mkdir web && cd web');
    expect(shell.prompt).toBe('~/web $ ');
    await shell.run('cd /tmp');
    expect(shell.prompt).toBe('/tmp $ ');
  });
});

describe('the files of the learner', () => {
  it('are the files under home, both ways', async () => {
    const { files, show, shell } = terminalSession({ files: { 'web.yaml': 'replicas: 3\n' } });
    await shell.run("sed -i 's/3/5/' web.yaml; cp web.yaml copy.yaml; mkdir db; echo x > db/a.yaml; echo tmp > /tmp/not-mine");
    expect(files.all()).toEqual({ 'web.yaml': 'replicas: 5\n', 'copy.yaml': 'replicas: 5\n', 'db/a.yaml': 'x\n' });
    files.write('web.yaml', 'replicas: é\n');
    files.delete('copy.yaml');
    expect(await show('cat web.yaml; ls')).toBe('replicas: é\ndb\nweb.yaml\n');
    await shell.run('rm -r db; mv web.yaml app.yaml');
    expect(files.list()).toEqual(['app.yaml']);
  });

  it('are found by kubectl beside the learner', async () => {
    const { show, shell } = terminalSession({ files: { 'db/a.yaml': 'a: 1\n' } });
    await shell.run('cd db');
    expect(await show('kubectl read a.yaml')).toBe('a: 1\n');
    expect(await show('kubectl read nowhere.yaml')).toContain('no such file');
  });

  it('are the manifests of a directory, to kubectl', async () => {
    const { show } = terminalSession({ files: { 'db/b.yaml': 'b: 1', 'db/a.yml': 'a: 1', 'db/notes.txt': 'x', 'db/more/c.yaml': 'c: 1' } });
    expect(await show('kubectl read db')).toBe('a: 1\n---\nb: 1');
  });

  it('open in the editor', async () => {
    const { opened, show, shell } = terminalSession({ files: { 'web.yaml': '', 'db/a.yaml': '' } });
    await shell.run('edit web.yaml; cd db; vi a.yaml; nano ../new.yaml');
    expect(opened).toEqual(['web.yaml', 'db/a.yaml', 'new.yaml']);
    expect(await show('vi /etc/hosts')).toContain('opens files under /home/learner only');
    expect(await terminalSession({ editor: false }).show('vi web.yaml')).toContain('there is no editor here');
  });
});
