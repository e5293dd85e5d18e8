import * as v from 'valibot';
import { isCollection, isMap, isPair, isScalar, LineCounter, parseAllDocuments, parseDocument, type Document, type Node } from 'yaml';
import type { Manifest } from '../kube/object';
import { checkGoal } from './goals';
import type { Lesson, LessonGoal, LessonNode, LessonStep, SetupAction } from './lesson';
import { courseSchema, lessonSchema, type Course, type LessonFile } from './schema';

/** A mistake in a lesson file: where it is, what is wrong, and how to mend it. Line and column count from 1. */
export class LessonError extends Error {
  override readonly name = 'LessonError';
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: number,
    readonly what: string,
  ) {
    super(`${file}:${line}:${column}: ${what}`);
  }
}

/** Reads a file that lies beside the lesson; undefined when there is none. */
export type ReadFile = (path: string) => string | undefined;

/** A YAML text with the places of its values. */
interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** Read one lesson.
 *  @param file  name for messages: `lessons/deployment.yaml`
 *  @param read  finds the files that the lesson names, relative to `lessons/`
 *  @throws LessonError at the first mistake */
export function loadLesson(file: string, text: string, read: ReadFile): Lesson {
  const source = open(file, text);
  const written = validate(source, lessonSchema);
  const slug = file.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  unique(source, written);
  const files = Object.fromEntries(written.files.map((path, i) => [path.replace(/^.*\//, ''), readOr(source, read, path, ['files', i])]));
  const { title, summary, pattern, minutes, promise } = written;
  const steps = written.steps.map((step, i) => stepOf(source, step, i));
  return {
    slug,
    title,
    summary,
    ...(pattern && { pattern }),
    minutes,
    ...(promise && { promise }),
    ...scenarioOf(source, written, files, read),
    steps,
  };
}

type Scenario = Pick<Lesson, 'seed' | 'namespace' | 'cluster' | 'files' | 'setup' | 'startFrom'>;

function scenarioOf(source: Source, written: LessonFile, files: Lesson['files'], read: ReadFile): Scenario {
  if (written.startFrom !== undefined) return scenarioAfter(source, written.startFrom, files, read);
  const { seed, namespace } = written;
  if (seed === undefined) throw mistake(source, ['seed'], 'missing field "seed"');
  const setup = written.setup.flatMap((action, i) => setupOf(source, read, action, i));
  return { seed, namespace, cluster: { nodes: nodesOf(written.nodes) }, files, setup };
}

/** Fields of a lesson's world: one that starts from another lesson has that one's. */
const WORLD = ['seed', 'nodes', 'namespace', 'setup'] as const;

function scenarioAfter(source: Source, startFrom: string, files: Lesson['files'], read: ReadFile): Scenario {
  for (const field of WORLD) {
    if (source.document.has(field)) throw mistake(source, [field], `remove "${field}": the world is that of ${startFrom}`);
  }
  const [slug = '', id = ''] = startFrom.split('#');
  const lesson = loadLesson(`lessons/${slug}.yaml`, readOr(source, read, `${slug}.yaml`, ['startFrom']), read);
  const index = lesson.steps.findIndex((step) => step.id === id);
  if (index < 0) throw mistake(source, ['startFrom'], `lesson "${slug}" has no step "${id}"`);
  const { seed, namespace, cluster, setup } = lesson;
  return { seed, namespace, cluster, setup, files: { ...lesson.files, ...files }, startFrom: { lesson, index } };
}

/** Read the course: the order of chapters and lessons. */
export function loadCourse(file: string, text: string): Course {
  return validate(open(file, text), courseSchema);
}

function open(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const error = document.errors[0];
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new LessonError(file, line, col, `not YAML: ${error.message.split('\n')[0]}`);
  }
  return { file, document, lines };
}

function validate<S extends v.GenericSchema>(source: Source, schema: S): v.InferOutput<S> {
  const result = v.safeParse(schema, source.document.toJS());
  if (result.success) return result.output;
  const issue = deepest(result.issues);
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  throw mistake(source, path, describe(issue, path));
}

/** Of a union that failed, the branch that got furthest says most. */
function deepest(issues: readonly v.BaseIssue<unknown>[]): v.BaseIssue<unknown> {
  const first = issues[0]!;
  const inner = (first.issues ?? []).filter((issue) => (issue.path?.length ?? 0) > (first.path?.length ?? 0));
  return inner.length ? deepest(inner) : first;
}

function describe(issue: v.BaseIssue<unknown>, path: readonly (string | number)[]): string {
  const where = dotted(path);
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `unknown field "${where}": remove it, or see src/lessons/schema.ts for the fields there are`;
  if (issue.received === 'undefined') return `missing field "${where}"`;
  return `${where || 'the lesson'} ${issue.message}`;
}

function dotted(path: readonly (string | number)[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i ? `.${part}` : part)).join('');
}

function mistake(source: Source, path: readonly (string | number)[], what: string): LessonError {
  const { line, col } = source.lines.linePos(offsetOf(source.document, path));
  return new LessonError(source.file, line, col, what);
}

/** Where a path stands in the text: its key when it has one, else the nearest thing round it. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const part of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part) : undefined;
    const value = node.get(part, true) as Node | undefined;
    if (!value && !pair) break;
    offset = (pair?.key as Node | undefined)?.range?.[0] ?? value?.range?.[0] ?? offset;
    node = value ?? null;
  }
  return offset;
}

function readOr(source: Source, read: ReadFile, path: string, at: readonly (string | number)[]): string {
  const text = read(path);
  if (text === undefined) throw mistake(source, at, `no file "${path}" beside the lesson`);
  return text;
}

function unique(source: Source, lesson: LessonFile): void {
  const seen = new Set<string>();
  lesson.steps.forEach(({ id, predict }, i) => {
    if (seen.has(id)) throw mistake(source, ['steps', i, 'id'], `two steps are called "${id}": links need one name a step`);
    seen.add(id);
    if (predict && !predict.choices.includes(predict.answer))
      throw mistake(source, ['steps', i, 'predict', 'answer'], `the answer "${predict.answer}" is not among the choices`);
  });
}

function nodesOf(nodes: LessonFile['nodes']): LessonNode[] {
  if (typeof nodes !== 'number') return nodes.map(({ zone, ...node }) => ({ ...node, ...(zone && { zone }) }));
  return Array.from({ length: nodes }, (_, i) => ({ name: `node-${i + 1}`, cpu: '4', memory: '8Gi', labels: {} }));
}

function setupOf(source: Source, read: ReadFile, action: LessonFile['setup'][number], index: number): SetupAction[] {
  if ('wait' in action) return [{ wait: action.wait * 1000 }];
  if ('fault' in action) return [{ fault: action.fault as never }];
  const at = ['setup', index, 'apply'];
  const documents = parseAllDocuments(readOr(source, read, action.apply, at));
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    if (document.errors[0]) throw mistake(source, at, `${action.apply} is not YAML: ${document.errors[0].message.split('\n')[0]}`);
    return { create: document.toJS() as Manifest };
  });
}

function stepOf(source: Source, step: LessonFile['steps'][number], index: number): LessonStep {
  const { goal, predict, run, fails, why, caption, notes, speed, fault, ...rest } = step;
  const many = Array.isArray(goal);
  const goals = (many ? goal : [goal]).map((one, i) => goalOf(source, one, many ? ['steps', index, 'goal', i] : ['steps', index, 'goal']));
  return {
    ...rest,
    goals,
    ...(predict && { predict }),
    ...(run && { run }),
    ...(fails && { fails }),
    ...(why && { why }),
    ...(caption && { caption }),
    ...(notes && { notes }),
    ...(speed && { speed }),
    ...(fault && { fault: fault }),
  };
}

function goalOf(source: Source, goal: string | LessonGoal, path: readonly (string | number)[]): LessonGoal {
  const { expr, missing } = typeof goal === 'string' ? { expr: goal, missing: `not yet: ${goal}` } : goal;
  const wrong = checkGoal(expr);
  if (wrong) throw mistake(source, typeof goal === 'string' ? path : [...path, 'expr'], `the goal is not a CEL condition: ${wrong}`);
  return { expr, missing };
}
