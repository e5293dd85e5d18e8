import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main';
import { neighbours } from '../../src/cli/neighbours';

async function podplay(...args: string[]) {
  let out = '';
  let err = '';
  const code = await main(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('podplay on the command line', () => {
  it.each([[[]], [['--help']], [['help']], [['sh', '--help']]])('%j shows the help', async (args) => {
    const { code, out } = await podplay(...args);
    expect(code).toBe(0);
    expect(out).toContain('podplay sh FILE');
  });

  it('tells its version', async () => {
    expect((await podplay('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['dance'], 'unknown command "dance"'],
    [['--dance'], 'unknown flag "--dance"'],
    [['toString'], 'unknown command "toString"'],
    [['sh'], 'name the script'],
    [['sh', 'a', 'b'], '"b" is a second'],
    [['sh', 'a', '--dance'], "Unknown option '--dance'"],
    [['sh', 'a', '--seed'], "'--seed <value>' argument missing"],
    [['sh', 'a', '--nodes', '0'], '--nodes takes a whole number from 1 to 1000, not "0"'],
    [['sh', 'a', '--nodes', 'three'], 'not "three"'],
    [['sh', 'a', '--lesson', 'x', '--nodes', '3'], 'leave --nodes out'],
    [['serve', '--port', '99999'], '--port takes a whole number from 0 to 65535'],
    [['serve', 'dist'], 'unexpected "dist"'],
  ])('%j is refused with 2', async (args, word) => {
    const { code, err } = await podplay(...args);
    expect(err).toContain(word);
    expect(err).toContain('See podplay --help.');
    expect(code).toBe(2);
  });

  it('ends with 1 and a plain word when a file is not there', async () => {
    const { code, err } = await podplay('sh', '/nowhere/x.sh');
    expect(code).toBe(1);
    expect(err).toMatch(/^podplay sh: ENOENT: no such file or directory.*\n$/);
  });
});

describe('the files beside a script', () => {
  it('are texts, those in folders included, and nothing hidden, binary or huge', () => {
    const folder = mkdtempSync(join(tmpdir(), 'podplay-sh-'));
    for (const name of ['web', '.git', 'node_modules']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'web.yaml'), 'a: 1');
    writeFileSync(join(folder, 'web', 'db.yaml'), 'b: 2');
    writeFileSync(join(folder, 'web.png'), '\0\0');
    writeFileSync(join(folder, '.hidden'), 'x');
    writeFileSync(join(folder, '.git', 'config'), 'x');
    writeFileSync(join(folder, 'node_modules', 'x.js'), 'x');
    writeFileSync(join(folder, 'huge.txt'), 'x'.repeat(1_000_001));
    expect(neighbours(folder)).toEqual({ 'web.yaml': 'a: 1', 'web/db.yaml': 'b: 2' });
  });
});
