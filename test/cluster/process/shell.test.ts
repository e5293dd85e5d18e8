import { describe, expect, it } from 'vitest';
import { launch, signalProcess, wake } from '../../../src/cluster/process/launch';
import { run, smallMachine } from './small-machine';

/** Scripts, what they print, and their exit code. Each row was run with Debian's dash 0.5.12 (bash 5.2 where it says
 *  so); a real shell is the source of every one. */
type Row = readonly [script: string, output: string, exitCode: number];

const QUOTING: readonly Row[] = [
  ['echo a   b', 'a b\n', 0],
  ["echo 'a   b'", 'a   b\n', 0],
  ['echo "a   b"', 'a   b\n', 0],
  ["x='1  2'; echo $x", '1 2\n', 0],
  ['x=\'1  2\'; echo "$x"', '1  2\n', 0],
  ["echo 'single $HOME'", 'single $HOME\n', 0],
  ['x=v; echo "double $x"', 'double v\n', 0],
  ['echo \\$x', '$x\n', 0],
  ['echo "a\\"b"', 'a"b\n', 0],
  ["echo 'a'\\''b'", "a'b\n", 0],
  ['echo "back\\\\slash"', 'back\\slash\n', 0],
  ['echo a\\ b', 'a b\n', 0],
  ['x=; echo [$x] ["$x"]', '[] []\n', 0],
  ['set -- a \'b c\' d; echo $#; for i in "$@"; do echo "[$i]"; done', '3\n[a]\n[b c]\n[d]\n', 0],
  ['set -- a \'b c\'; for i in $@; do echo "[$i]"; done', '[a]\n[b]\n[c]\n', 0],
  ['set -- a \'b c\'; for i in "$*"; do echo "[$i]"; done', '[a b c]\n', 0],
  ['echo "$(echo \'in  ner\')"', 'in  ner\n', 0],
  ["echo $(echo 'in  ner')", 'in ner\n', 0],
  ['echo `echo old`', 'old\n', 0],
  ['printf \'%s\\n\' "a b" c', 'a b\nc\n', 0],
  ['echo "line1\nline2"', 'line1\nline2\n', 0],
  ['echo one \\\ntwo', 'one two\n', 0],
  ["echo '#no' # comment", '#no\n', 0],
  ['echo a#b', 'a#b\n', 0],
  ['x=\'*\'; echo "$x"', '*\n', 0],
];

const EXPANSION: readonly Row[] = [
  ['echo ${x:-default}', 'default\n', 0],
  ['x=set; echo ${x:-default}', 'set\n', 0],
  ['x=; echo ${x-default}.', '.\n', 0],
  ['x=; echo ${x:-default}', 'default\n', 0],
  ['echo ${x:=assigned}; echo $x', 'assigned\nassigned\n', 0],
  ['x=a; echo ${x:+other}', 'other\n', 0],
  ['echo [${x:+other}]', '[]\n', 0],
  ['x=hello; echo ${#x}', '5\n', 0],
  ['x=a.b.c; echo ${x#*.}', 'b.c\n', 0],
  ['x=a.b.c; echo ${x##*.}', 'c\n', 0],
  ['x=a.b.c; echo ${x%.*}', 'a.b\n', 0],
  ['x=a.b.c; echo ${x%%.*}', 'a\n', 0],
  ['x=/usr/local/bin; echo ${x##*/} ${x%/*}', 'bin /usr/local\n', 0],
  ['x=pod-12; echo ${x##*-}', '12\n', 0],
  ['x=5; echo $((x+1))', '6\n', 0],
  ['a=1 b=2; echo $a$b', '12\n', 0],
  ['a=b; b=c; eval echo \\$$a', 'c\n', 0],
  ['set -- one two three; echo $2 ${3} $#; shift; echo $1', 'two three 3\ntwo\n', 0],
  ['f() { echo $1 $#; }; f a b', 'a 2\n', 0],
  ['x=1; (x=2; echo $x); echo $x', '2\n1\n', 0],
  ['x=out; f() { x=in; }; f; echo $x', 'in\n', 0],
  ['x=out; f() { local x=in; echo $x; }; f; echo $x', 'in\nout\n', 0],
  ['IFS=,; x=a,b,c; for i in $x; do echo $i; done', 'a\nb\nc\n', 0],
  ['IFS=:; set -- a:b; echo $1', 'a b\n', 0],
  ["x='a b'; set -- $x; echo $#", '2\n', 0],
  ['echo ${x?message}; echo after', '', 2],
  ['set -u; echo $nothing; echo after', '', 2],
  ['x="a\'b"; echo "$x"', "a'b\n", 0],
  ['echo ${HOME}', '/root\n', 0],
  ['unset HOME; echo [${HOME}]', '[]\n', 0],
  ['x=\'a\nb\'; echo "$x"', 'a\nb\n', 0],
  ['x=1; x=$x$x; echo $x', '11\n', 0],
  ['echo $?', '0\n', 0],
  ['false; echo $?', '1\n', 0],
  ['x=abc; echo ${x}def', 'abcdef\n', 0],
  ["A=1 sh -c 'echo $A'; echo [$A]", '1\n[]\n', 0],
  ["export A=1; sh -c 'echo $A'", '1\n', 0],
  ["A=1; sh -c 'echo [$A]'", '[]\n', 0],
  ["sh -c 'echo $0 $1' name arg", 'name arg\n', 0],
  ['touch /tmp/t1.xx /tmp/t2.xx; cd /tmp; echo *.xx; rm -f /tmp/t1.xx /tmp/t2.xx', 't1.xx t2.xx\n', 0],
  ['cd /tmp; echo *.nothing', '*.nothing\n', 0],
  ['x=$(printf \'a\\n\\n\\n\'); echo "[$x]"', '[a]\n', 0],
  ['echo "${x:-"q q"}"', 'q q\n', 0],
  ['x=ab; echo ${x#a}${x%b}', 'ba\n', 0],
];

const ARITHMETIC: readonly Row[] = [
  ['echo $((1+2*3))', '7\n', 0],
  ['echo $(((1+2)*3))', '9\n', 0],
  ['echo $((7/2)) $((7%3)) $((-7/2))', '3 1 -3\n', 0],
  ['x=3; echo $((x*x))', '9\n', 0],
  ['x=3; echo $(($x*2))', '6\n', 0],
  ['i=0; i=$((i+1)); echo $i', '1\n', 0],
  ['echo $((1<2)) $((2<1)) $((1==1))', '1 0 1\n', 0],
  ['echo $((1&&0)) $((1||0)) $((!1))', '0 1 0\n', 0],
  ['echo $((5>3?10:20))', '10\n', 0],
  ['x=5; echo $((x+=2)) $x', '7 7\n', 0],
  ['echo $((0x10))', '16\n', 0],
  ['echo $((010))', '8\n', 0],
  ['echo $((1<<4)) $((255>>4)) $((6&3)) $((6|1)) $((6^3)) $((~0))', '16 15 2 7 5 -1\n', 0],
  ['expr 2 + 3', '5\n', 0],
  ['expr 7 % 2', '1\n', 0],
  ['expr 3 \\* 4', '12\n', 0],
  ['echo $((2-3))', '-1\n', 0],
  ['echo $((  4   +  1 ))', '5\n', 0],
  ['n=10; while [ $n -gt 7 ]; do n=$((n-1)); done; echo $n', '7\n', 0],
  ['echo $((1/0)); echo after', '', 2],
  ['x=; echo $((x+1))', '1\n', 0],
];

const LISTS_AND_EXIT_CODES: readonly Row[] = [
  ['true && echo yes', 'yes\n', 0],
  ['false && echo yes; echo $?', '1\n', 0],
  ['false || echo no', 'no\n', 0],
  ['true || echo no; echo $?', '0\n', 0],
  ['! true; echo $?', '1\n', 0],
  ['! false; echo $?', '0\n', 0],
  ['exit 3', '', 3],
  ['(exit 4); echo $?', '4\n', 0],
  ["sh -c 'exit 5'; echo $?", '5\n', 0],
  ['nosuchcommand 2>/dev/null; echo $?', '127\n', 0],
  ['false; true; echo $?', '0\n', 0],
  ['if false; then echo a; fi; echo $?', '0\n', 0],
  ['f() { return 7; }; f; echo $?', '7\n', 0],
  ['f() { false; }; f || echo failed', 'failed\n', 0],
  ['x=$(exit 9); echo $?', '9\n', 0],
  ['set -e; false; echo not', '', 1],
  ['set -e; false || true; echo yes', 'yes\n', 0],
  ['set -e; if false; then :; fi; echo yes', 'yes\n', 0],
  ['set -e; ! true; echo yes', 'yes\n', 0],
  ['set -e; f() { false; echo in; }; f; echo not', '', 1],
  ['set -e; (exit 2); echo not', '', 2],
  ['set -e; x=$(false); echo not', '', 1],
  ['set -e; true && false; echo reached', '', 1],
  ['set -e; while false; do :; done; echo yes', 'yes\n', 0],
  ['set -e; false | true; echo yes', 'yes\n', 0],
  ["trap 'echo bye' EXIT; echo hi", 'hi\nbye\n', 0],
  ["trap 'echo bye' EXIT; exit 3", 'bye\n', 3],
  ["trap 'echo bye $?' EXIT; false", 'bye 1\n', 1],
  ['true; exit', '', 0],
  ['false; exit', '', 1],
  ['exit 256; echo no', '', 0],
  ['{ echo a; echo b; }', 'a\nb\n', 0],
  ['{ false; } || echo c', 'c\n', 0],
];

const LOOPS_AND_BRANCHES: readonly Row[] = [
  ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n', 0],
  ['for i in; do echo $i; done; echo none', 'none\n', 0],
  ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n', 0],
  ['for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done', '1\n', 0],
  ['i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0\n1\n2\n', 0],
  ['i=0; until [ $i -ge 2 ]; do echo $i; i=$((i+1)); done', '0\n1\n', 0],
  ['for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done', 'a1\nb1\n', 0],
  ['for i in a b; do for j in 1 2; do break 2; done; done; echo $i$j', 'a1\n', 0],
  ['case abc in a*) echo starts;; *) echo no;; esac', 'starts\n', 0],
  ['case x in a|x) echo either;; esac', 'either\n', 0],
  ["case '*' in '*') echo star;; esac", 'star\n', 0],
  ['case ab in ?) echo one;; ??) echo two;; esac', 'two\n', 0],
  ['case b in [a-c]) echo range;; esac', 'range\n', 0],
  ['case z in [!a-c]) echo not;; esac', 'not\n', 0],
  ['case q in a) echo a;; esac; echo $?', '0\n', 0],
  ['if [ 1 -eq 1 ]; then echo eq; elif true; then echo x; else echo ne; fi', 'eq\n', 0],
  ['if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n', 0],
  ['while true; do break; done; echo $?', '0\n', 0],
  ['set -- x y; for a; do echo $a; done', 'x\ny\n', 0],
  ['for i in $(seq 3); do printf $i; done; echo', '123\n', 0],
  ['for f in \'a b\' c; do echo "<$f>"; done', '<a b>\n<c>\n', 0],
  ['i=5; while [ $((i-=1)) -gt 2 ]; do echo $i; done', '4\n3\n', 0],
];

const TESTS: readonly Row[] = [
  ['[ a = a ] && echo y', 'y\n', 0],
  ['[ a != a ] || echo n', 'n\n', 0],
  ["[ -z '' ] && echo empty", 'empty\n', 0],
  ['[ -n x ] && echo full', 'full\n', 0],
  ['[ 2 -gt 1 ] && [ 1 -lt 2 ] && echo both', 'both\n', 0],
  ['[ 1 -eq 1 -a 2 -eq 2 ] && echo and', 'and\n', 0],
  ['[ 1 -eq 2 -o 2 -eq 2 ] && echo or', 'or\n', 0],
  ['[ ! -e /nothing ] && echo not', 'not\n', 0],
  ['[ -d /tmp ] && echo dir', 'dir\n', 0],
  ['echo x > /tmp/t.f; [ -f /tmp/t.f ] && [ -s /tmp/t.f ] && echo file; rm /tmp/t.f', 'file\n', 0],
  ['test 3 -le 3; echo $?', '0\n', 0],
  ['[ "$nothing" = \'\' ]; echo $?', '0\n', 0],
  ['[ 10 -gt 9 ]; echo $?', '0\n', 0],
  ['[ ]; echo $?', '1\n', 0],
  ['[ x ]; echo $?', '0\n', 0],
  ['[ -n "" ]; echo $?', '1\n', 0],
];

const PIPES_AND_REDIRECTIONS: readonly Row[] = [
  ['echo hello | tr a-z A-Z', 'HELLO\n', 0],
  ["printf 'b\\na\\n' | sort", 'a\nb\n', 0],
  ["printf 'a\\nb\\na\\n' | sort | uniq -c | sort -rn | head -n 1", '      2 a\n', 0],
  ["echo a b c | cut -d ' ' -f 2", 'b\n', 0],
  ["printf '1\\n2\\n3\\n' | tail -n 2", '2\n3\n', 0],
  ["printf 'x\\ny\\n' | wc -l", '2\n', 0],
  ['echo text > /tmp/r.f; cat /tmp/r.f; rm /tmp/r.f', 'text\n', 0],
  ['echo a > /tmp/r.f; echo b >> /tmp/r.f; cat /tmp/r.f; rm /tmp/r.f', 'a\nb\n', 0],
  ['cat < /dev/null; echo done', 'done\n', 0],
  ['echo err >&2; echo out', 'out\n', 0],
  ['{ echo o; echo e >&2; } 2>/dev/null', 'o\n', 0],
  ['{ echo o; echo e >&2; } 2>&1 | sort', 'e\no\n', 0],
  ['cat <<E\nhere $((1+1))\nE', 'here 2\n', 0],
  ['x=v; cat <<E\n$x\nE', 'v\n', 0],
  ["x=v; cat <<'E'\n$x\nE", '$x\n', 0],
  ['cat <<-E\n\tindented\n\tE', 'indented\n', 0],
  ['while read a b; do echo "$b $a"; done <<E\n1 2\n3 4 5\nE', '2 1\n4 5 3\n', 0],
  ["printf 'a b\\nc d\\n' | while read x y; do echo $y; done", 'b\nd\n', 0],
  ['echo x | { read v; echo got $v; }', 'got x\n', 0],
  ['echo one | cat - ; echo two', 'one\ntwo\n', 0],
  ['false | true; echo $?', '0\n', 0],
  ['true | false; echo $?', '1\n', 0],
  ['(echo a; echo b) | wc -l', '2\n', 0],
  ['echo a | grep -q a && echo found', 'found\n', 0],
  ['echo a | grep b; echo $?', '1\n', 0],
  ["echo 'a=1' | sed 's/a=/b=/'", 'b=1\n', 0],
  ["echo abc | sed 's/b/[&]/'", 'a[b]c\n', 0],
  ["echo a:b | awk -F: '{print $2}'", 'b\n', 0],
  ['seq 1 3 | while read n; do echo $((n*n)); done', '1\n4\n9\n', 0],
  ['exec > /tmp/e.f; echo hidden; cat /tmp/e.f >&2; rm /tmp/e.f', '', 0],
  ['echo a >/dev/null; echo b', 'b\n', 0],
  ['cat /nothing 2>/dev/null || echo missing', 'missing\n', 0],
  ['echo abc | rev', 'cba\n', 0],
  ["echo 'x y' | { read a b; echo $b$a; }", 'yx\n', 0],
  ['read x < /dev/null; echo $?', '1\n', 0],
  ["seq 5 | sed -n '2,3p' ; echo e", '2\n3\ne\n', 0],
  ["seq 5 | grep -v 3 | tr '\\n' ' '; echo", '1 2 4 5 \n', 0],
];

const FUNCTIONS_AND_PROGRAMS: readonly Row[] = [
  ['f() { echo f; }; f; f', 'f\nf\n', 0],
  ['f() ( x=1; echo $x ); x=0; f; echo $x', '1\n0\n', 0],
  ["f() { for i; do echo $i; done; }; f 'a b' c", 'a b\nc\n', 0],
  ['f() { [ $1 -le 0 ] && return; echo $1; f $(($1-1)); }; f 3', '3\n2\n1\n', 0],
  ['basename /a/b.txt .txt', 'b\n', 0],
  ['dirname /a/b/c', '/a/b\n', 0],
  ["printf '%d %s %x\\n' 5 a 255", '5 a ff\n', 0],
  ["printf '%03d|%5s|%-5s|\\n' 7 a b", '007|    a|b    |\n', 0],
  ["printf '%s-%s\\n' 1 2 3 4", '1-2\n3-4\n', 0],
  ['echo -n a; echo b', 'ab\n', 0],
  ['seq 2 2 6', '2\n4\n6\n', 0],
  ["echo 'a b c' | wc -w", '3\n', 0],
  ['command -v true > /dev/null && echo there', 'there\n', 0],
  ['type nosuch >/dev/null 2>&1 || echo none', 'none\n', 0],
  ['test -x /nothing; echo $?', '1\n', 0],
  ['sleep 0; echo slept', 'slept\n', 0],
  ['echo hello | tee /tmp/tee.f; cat /tmp/tee.f; rm /tmp/tee.f', 'hello\nhello\n', 0],
  ['date +%Y > /dev/null && echo ok', 'ok\n', 0],
  ['true &\nwait; echo waited', 'waited\n', 0],
  ["env A=1 sh -c 'echo $A'", '1\n', 0],
  ["printf 'a\\tb\\n' | cut -f 2", 'b\n', 0],
  ['x=$(cat <<E\nin\nE\n); echo $x', 'in\n', 0],
  ['mkdir -p /tmp/pp/q && [ -d /tmp/pp/q ] && echo made; rm -r /tmp/pp', 'made\n', 0],
  ["printf 'b 2\\na 1\\n' | sort -k 2 -n", 'a 1\nb 2\n', 0],
  ['echo aXbX | tr -d X', 'ab\n', 0],
  ["printf '3\\n1\\n2\\n' | sort -rn | head -1", '3\n', 0],
  ['echo hi | base64', 'aGkK\n', 0],
  ['echo aGkK | base64 -d', 'hi\n', 0],
];

const BASH: readonly Row[] = [
  ['[[ abc == a* ]] && echo glob', 'glob\n', 0],
  ["[[ 'a b' == 'a b' ]] && echo same", 'same\n', 0],
  ['[[ zk-2 =~ -([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}', '2\n', 0],
  ['[[ `hostname-not 2>/dev/null` =~ x ]] || exit 1', '', 1],
  ['for ((i=0; i<3; i++)); do echo $i; done', '0\n1\n2\n', 0],
  ['((1+1)) && echo nonzero', 'nonzero\n', 0],
  ['((0)) || echo zero', 'zero\n', 0],
  ['a=(x y z); echo ${a[1]} ${#a[@]}', 'y 3\n', 0],
  ['a=(x \'y z\'); for i in "${a[@]}"; do echo "<$i>"; done', '<x>\n<y z>\n', 0],
  ['items=(foo bar baz); n=2; echo ${items[$n]}', 'baz\n', 0],
  ['x=hello; echo ${x/l/L} ${x//l/L}', 'heLlo heLLo\n', 0],
  ['x=hello; echo ${x:1:3} ${x:2}', 'ell llo\n', 0],
  ['x=1; ((x++)); echo $x', '2\n', 0],
  ["echo -e 'a\\tb'", 'a\tb\n', 0],
  ['cat <<< here', 'here\n', 0],
  ['function f { echo $1; }; f a', 'a\n', 0],
  ['[[ -n x && 1 -lt 2 ]] && echo both', 'both\n', 0],
  ['x=5; [[ $x -gt 3 ]] && echo gt', 'gt\n', 0],
  ['echo err &> /dev/null; echo ok', 'ok\n', 0],
  ['set -o pipefail; false | true; echo $?', '1\n', 0],
  ['echo {1..3}', '1 2 3\n', 0],
  ['x=(1 2); echo ${x[@]}', '1 2\n', 0],
  ['let x=2+3; echo $x', '5\n', 0],
  ["echo $'a\\nb'", 'a\nb\n', 0],
  ['declare x=1; echo $x', '1\n', 0],
  ['[[ ! -e /nothing ]] && echo none', 'none\n', 0],
  ['x=abc; [[ $x != b* ]] && echo differs', 'differs\n', 0],
];

describe('the shell: quoting', () => {
  it.each(QUOTING)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: expansion', () => {
  it.each(EXPANSION)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: arithmetic', () => {
  it.each(ARITHMETIC)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: lists and exit codes', () => {
  it.each(LISTS_AND_EXIT_CODES)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: loops and branches', () => {
  it.each(LOOPS_AND_BRANCHES)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: tests', () => {
  it.each(TESTS)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: pipes and redirections', () => {
  it.each(PIPES_AND_REDIRECTIONS)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: functions and programs', () => {
  it.each(FUNCTIONS_AND_PROGRAMS)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('sh', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

describe('the shell: bash, beyond the standard', () => {
  it.each(BASH)('%s', (script, output, exitCode) => {
    const { stdout, exitCode: code } = run('bash', script);
    expect([stdout, code]).toEqual([output, exitCode]);
  });
});

/** What it says on standard error. */
const COMPLAINTS: readonly (readonly [script: string, complaint: string, exitCode: number])[] = [
  ['nosuch', 'sh: nosuch: not found\n', 127],
  ['/no/such', 'sh: /no/such: No such file or directory\n', 127],
  ['if true', 'sh: syntax error: unexpected end of file (expecting "then")\n', 2],
  ['echo $((1/0))', 'sh: divide by zero\n', 2],
  ['set -u; echo $x', 'sh: x: parameter not set\n', 2],
  ['echo ${x?must be given}', 'sh: x: must be given\n', 2],
  ['cat /nothing', "cat: can't open '/nothing': No such file or directory\n", 1],
  ['set -x; echo a', '+ echo a\n', 0],
];

describe('the shell: complaints', () => {
  it.each(COMPLAINTS)('%s', (script, complaint, exitCode) => {
    const { stderr, exitCode: code } = run('sh', script);
    expect([stderr, code]).toEqual([complaint, exitCode]);
  });
});

describe('a first process', () => {
  const start = (...argv: string[]) => {
    const host = smallMachine();
    let output = '';
    const emit = (_: string, text: string) => void (output += text);
    const ran = launch(host, argv, {}, '/', emit);
    const term = () => signalProcess(ran.process, 'TERM', host, emit);
    return { host, ran, emit, term, said: () => output };
  };

  it('hears no TERM when it is sleep: the kernel protects PID 1', () => {
    expect(start('sleep', '100').term().dies).toBeUndefined();
  });

  it('hears no TERM when it is a dash that waits for its last command', () => {
    expect(start('sh', '-c', 'tail -f /dev/null').term().dies).toBeUndefined();
  });

  it('runs its trap when the command of the moment has ended', () => {
    const { host, term, emit, said } = start('sh', '-c', "trap 'echo got TERM; exit 3' TERM; while true; do sleep 1; done");
    const { process, exit } = term();
    expect(exit).toBeUndefined();
    const later = Object.create(host, { now: { value: host.now + 1_000 } }) as typeof host;
    expect(wake(process, later, emit).exit).toBe(3);
    expect(said()).toBe('got TERM\n');
  });

  it('runs its trap at once while it waits', () => {
    const { term, said } = start('sh', '-c', "trap 'echo bye; exit 0' TERM; sleep 100 & wait");
    expect(term().exit).toBe(0);
    expect(said()).toBe('bye\n');
  });

  it('is killed whatever it is', () => {
    const { ran, host, emit } = start('sleep', '100');
    expect(signalProcess(ran.process, 'KILL', host, emit).dies).toEqual({ exit: 137, after: 0 });
  });

  it('is saved as plain data between any two steps, and goes on from there', () => {
    const { host, ran, emit, said } = start('sh', '-c', 'for i in 1 2 3; do echo $i; sleep 1; done');
    let process = JSON.parse(JSON.stringify(ran.process)) as typeof ran.process;
    for (let second = 1; second <= 3; second++) {
      const later = Object.create(host, { now: { value: host.now + second * 1_000 } }) as typeof host;
      process = JSON.parse(JSON.stringify(wake(process, later, emit).process)) as typeof process;
    }
    expect(said()).toBe('1\n2\n3\n');
  });
});
