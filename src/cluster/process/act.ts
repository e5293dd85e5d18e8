import { builtins } from './builtins';
import { expandFields, expandPattern, expandText, resolvePath, Results } from './expand';
import type { ExpandedNode, Saved } from './frame';
import { environmentOf, type Sink, type Task } from './process';
import { finish, reading, WAITS, write, type Shell } from './control';
import type { Node, Redirection, Word } from './syntax';

/** What a node does once its words are expanded. */
export function act(shell: Shell, node: ExpandedNode, outputs: readonly string[]): void {
  const results = new Results(outputs);
  switch (node.t) {
    case 'command':
      return command(shell, node, results);
    case 'for': {
      const values = node.words ? expandFields(shell.task, shell.host, node.words, results) : shell.task.args.slice(1);
      shell.task.status = 0;
      shell.task.stack.push({ f: 'for', name: node.name, values, body: node.body, i: 0 });
      return;
    }
    case 'case':
      return choose(shell, node, results);
    case 'redirect':
      return redirect(shell, node.node, node.redirections, results);
  }
}

function command(shell: Shell, node: Extract<Node, { t: 'command' }>, results: Results): void {
  const { task, host } = shell;
  const [name, ...args] = expandFields(task, host, node.words, results);
  const assigned: Record<string, string> = {};
  for (const { name: variable, value, items } of node.assignments) {
    if (items) Object.assign(task.vars, arrayOf(task.vars, variable, expandFields(task, host, items, results)));
    else assigned[variable] = expandText(task, host, value, results);
  }
  if (task.options.includes('x'))
    trace(shell, [...Object.entries(assigned).map(([key, value]) => `${key}=${value}`), ...(name === undefined ? [] : [name, ...args])]);
  if (name === undefined) {
    Object.assign(task.vars, assigned);
    // A command that is only an assignment has the status of its last substitution.
    if (!hasSubstitution(node.assignments.map(({ value }) => value))) task.status = 0;
    return finish(shell, task.status);
  }
  invoke(shell, name, args, assigned);
}

/** An array as variables: `name[0]`, `name[1]` …; `name` is its first element. */
function arrayOf(vars: Record<string, string>, name: string, values: readonly string[]): Record<string, string> {
  for (const key of Object.keys(vars)) if (key.startsWith(`${name}[`)) delete vars[key];
  return { [name]: values[0] ?? '', ...Object.fromEntries(values.map((value, i) => [`${name}[${i}]`, value])) };
}

const hasSubstitution = (words: readonly Word[]) => words.some((word) => word.some(({ p }) => p === 'command'));

const trace = (shell: Shell, words: readonly string[]) => write(shell, shell.task.err, `+ ${words.join(' ')}\n`);

/** Run a function, a builtin or a program. */
export function invoke(shell: Shell, name: string, args: readonly string[], assigned: Readonly<Record<string, string>> = {}): void {
  const { task } = shell;
  const body = Object.hasOwn(task.functions, name) ? task.functions[name] : undefined;
  if (body) {
    task.stack.push(
      { f: 'restore', scope: 'function', saved: { args: task.args, ...assignFor(task, assigned) } },
      { f: 'node', node: body },
    );
    task.args = [task.args[0] ?? 'sh', ...args];
    return;
  }
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin && (!isShell(name) || shell.host.program(name))) {
    // A shell that ends the script takes the task with it: nothing is put back then.
    if (Object.keys(assigned).length) task.stack.push({ f: 'restore', scope: 'redirect', saved: assignFor(task, assigned) });
    const status = reading(shell, { f: 'invoke', name, args }, () => builtin(shell, args));
    return status === undefined || status === WAITS ? undefined : finish(shell, status);
  }
  startProgram(shell, name, args, assigned);
}

/** Set variables for one command. @returns what to put back after it */
function assignFor(task: Task, assigned: Readonly<Record<string, string>>): Saved {
  const names = Object.keys(assigned);
  if (!names.length) return {};
  const saved = { exported: task.exported, locals: Object.fromEntries(names.map((name) => [name, task.vars[name]])) };
  Object.assign(task.vars, assigned);
  task.exported = [...new Set([...task.exported, ...names])];
  return saved;
}

const isShell = (name: string) => /(^|\/)(ba|a|da)?sh$/.test(name);

function startProgram(shell: Shell, name: string, args: readonly string[], assigned: Readonly<Record<string, string>>): void {
  const { task, host } = shell;
  const isPath = name.includes('/');
  const path = resolvePath(name, task.cwd);
  const script = isPath ? host.files.read(path) : undefined;
  if (!host.program(name) && script === undefined) {
    write(shell, task.err, isPath ? `sh: ${name}: No such file or directory\n` : `sh: ${name}: not found\n`);
    return finish(shell, 127);
  }
  const env = Object.assign(environmentOf(task), assigned);
  if (host.program(name)) return void task.stack.push({ f: 'program', name, args, env });
  if (host.files.isExecutable?.(path) === false) {
    write(shell, task.err, `sh: ${name}: Permission denied\n`);
    return finish(shell, 126);
  }
  const [interpreter, ...words] = interpreterOf(script!);
  if (isShell(interpreter)) return invoke(shell, interpreter.endsWith('bash') ? 'bash' : 'sh', [...words, name, ...args], assigned);
  if (host.program(interpreter)) return void task.stack.push({ f: 'program', name: interpreter, args: [...words, name, ...args], env });
  write(shell, task.err, `sh: ${name}: not found\n`);
  finish(shell, 127);
}

/** Who runs a script, and what he is told first: `#!/bin/sh -e`, `#!/usr/bin/env python3`. */
function interpreterOf(script: string): [string, ...string[]] {
  const words = (/^#! *(.*)/.exec(script)?.[1] ?? 'sh').trim().split(/ +/);
  return (/(^|\/)env$/.test(words[0]!) && words.length > 1 ? words.slice(1) : words) as [string, ...string[]];
}

function choose(shell: Shell, node: Extract<Node, { t: 'case' }>, results: Results): void {
  const { task, host } = shell;
  const value = expandText(task, host, node.word, results);
  task.status = 0;
  for (const arm of node.arms) {
    if (!arm.patterns.some((word) => expandPattern(task, host, word, results).test(value))) continue;
    task.stack.push({ f: 'node', node: arm.body });
    return;
  }
}

function redirect(shell: Shell, node: Node, redirections: readonly Redirection[], results: Results): void {
  const { task, host } = shell;
  const { out, err, stdin } = task;
  const saved = { out, err, stdin, buffers: task.buffers.length };
  for (const one of redirections) {
    const target = expandText(task, host, one.target, results);
    const problem = apply(shell, one, target);
    if (problem === undefined) continue;
    Object.assign(task, { out, err, stdin });
    write(shell, err, `sh: ${problem}\n`);
    return finish(shell, 1);
  }
  // `exec >file` keeps its redirections.
  const keeps = node.t === 'command' && node.words.length === 1 && node.words[0]?.[0]?.p === 'text' && node.words[0][0].text === 'exec';
  if (!keeps) task.stack.push({ f: 'restore', scope: 'redirect', saved });
  task.stack.push({ f: 'node', node });
}

/** @returns what went wrong */
function apply(shell: Shell, { fd, operator }: Redirection, target: string): string | undefined {
  const { task } = shell;
  if (operator === '<<' || operator === '<<<') return feed(task, operator === '<<<' ? `${target}\n` : target);
  if (operator === '>&') return duplicate(task, fd, target);
  const path = resolvePath(target, task.cwd);
  if (operator === '<') {
    const text = path === '/dev/null' ? '' : shell.host.files.read(path);
    return text === undefined ? `can't open ${target}: no such file` : feed(task, text);
  }
  const sink = special(path);
  if (!sink) {
    const problem = operator === '>' ? shell.host.files.write(path, '') : shell.host.files.append(path, '');
    if (problem) return `can't create ${target}: ${problem}`;
  }
  point(task, fd, sink ?? { to: 'file', path });
  return undefined;
}

function feed(task: Task, text: string): undefined {
  task.stdin = task.buffers.length;
  task.buffers.push(text);
  return undefined;
}

function duplicate(task: Task, fd: number, target: string): undefined {
  if (target === '-') point(task, fd, { to: 'null' });
  else if (target === '2') point(task, fd, task.err);
  else if (target === '1') point(task, fd, task.out);
  return undefined;
}

const special = (path: string): Sink | undefined => DEVICES[path];

const DEVICES: Readonly<Record<string, Sink>> = {
  '/dev/null': { to: 'null' },
  '/dev/stdout': { to: 'out' },
  '/dev/stderr': { to: 'err' },
  '/proc/1/fd/1': { to: 'out' },
  '/proc/1/fd/2': { to: 'err' },
};

function point(task: Task, fd: number, sink: Sink): void {
  if (fd === 1 || fd === 3) task.out = sink;
  if (fd === 2 || fd === 3) task.err = sink;
}
