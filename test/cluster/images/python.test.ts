import { describe, expect, it } from 'vitest';
import { compile, runPython, type PythonState } from '../../../src/cluster/images/python/program';
import type { Host, Io, Outcome } from '../../../src/cluster/process/host';

interface Run {
  out: string;
  err: string;
  exit: number | undefined;
  waited: number;
}

/** Run a program to its end, through all of its sleeps, from saved state each time. */
function run(source: string, env: Record<string, string> = {}): Run {
  const all: Run = { out: '', err: '', exit: undefined, waited: 0 };
  const host = { now: 1_000, hostname: 'h', random: { int: () => 0 } } as unknown as Host;
  const io: Io = { host, args: [], env, cwd: '/', stdin: '', out: (text) => void (all.out += text), err: (text) => void (all.err += text) };
  const steps = compile(source);
  if (typeof steps === 'string') throw new Error(`not understood: ${steps}`);
  let outcome: Outcome = runPython(steps, io);
  for (let i = 0; i < 50 && typeof outcome === 'object' && 'state' in outcome; i++) {
    all.waited += outcome.wait;
    outcome = runPython(steps, io, JSON.parse(JSON.stringify(outcome.state)) as PythonState);
  }
  return { ...all, exit: typeof outcome === 'number' ? outcome : undefined };
}

describe('a small Python program', () => {
  it.each([
    ['print("a", 1, None, True, 2.0, [1, "b"])', "a 1 None True 2.0 [1, 'b']\n"],
    ['print(7 // 2, 7 % 3, -7 % 3, 2 ** 3, 6 / 3, 1 + 2 * 3, (1 + 2) * 3)', '3 1 2 8 2.0 7 9\n'],
    ['x = 3\nx += 4\nprint(f"x is {x} and {x / 2:.2f} {{}}")', 'x is 7 and 3.50 {}\n'],
    ['print("%s has %d" % ("a", 2), "{} {}".format(1, "z"), "a,b".split(",")[1], "-".join(["x", "y"]))', 'a has 2 1 z b x-y\n'],
    ['for i in range(2, 6):\n  if i == 3: continue\n  if i == 5: break\n  print(i, end=" ")\nprint("done")', '2 4 done\n'],
    ['i = 0\nwhile True:\n  i += 1 # one more\n  if i > 2:\n    break\nelse_ = i\nprint(else_)', '3\n'],
    ['import os\nprint(os.environ["A"], os.environ.get("B"), os.getenv("B", "c"))', 'v None c\n'],
    ['a = 5\nif a < 3:\n  print(1)\nelif a in [4, 5] and not a == 4:\n  print(2)\nelse:\n  print(3)', '2\n'],
    ['print("one"); print(max(1, 9, 4), len("abc"), int("12") + 1)', 'one\n9 3 13\n'],
    ['print(\n  "a",\n  "b",\n)', 'a b\n'],
  ])('%j', (source, out) => expect(run(source, { A: 'v' })).toEqual({ out, err: '', exit: 0, waited: 0 }));

  it.each([
    ['import sys\nsys.exit(42)\nprint("never")', 42, ''],
    ['exit("no")', 1, 'no\n'],
    ['raise ValueError("bad")', 1, 'ValueError: bad\n'],
    ['print(1 / 0)', 1, 'ZeroDivisionError: division by zero\n'],
    ['import os\nos.environ["X"]', 1, "KeyError: 'X'\n"],
    ['int("x")', 1, "ValueError: invalid literal for int() with base 10: 'x'\n"],
    ['print("a" + 1)', 1, 'TypeError: can only concatenate str (not "int") to str\n'],
    ['print(nope)', 1, "NameError: name 'nope' is not defined\n"],
  ])('%j ends with %i', (source, exit, last) => {
    const ended = run(source);
    expect(ended.exit).toBe(exit);
    expect(ended.err.split('\n').slice(-2).join('\n')).toBe(last);
  });

  it('sleeps where it stands, and goes on from what was saved', () => {
    const source = 'import time\nfor word in ["a", "b"]:\n  print(word)\n  time.sleep(1.5)\nprint("end")';
    expect(run(source)).toEqual({ out: 'a\nb\nend\n', err: '', exit: 0, waited: 3_000 });
  });

  it.each([
    'def f():\n  pass',
    'x = {}',
    'import requests\nrequests.get("http://a")',
    'with open("a") as f:\n  pass',
    '[i for i in range(3)]',
  ])('that uses more is not begun: %j', (source) => expect(typeof compile(source)).toBe('string'));
});
