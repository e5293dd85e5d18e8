import * as v from 'valibot';

/** What a lesson file may say. Strict: an unknown field is an error at its line.
 *  `load.ts` turns issues into file:line:column; `lesson.ts` is the result. */

const text = v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('must not be empty'));
const name = v.pipe(text, v.regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and dashes'));
const choice = v.union([text, v.number()], 'must be text or a number');
const labels = v.record(v.string(), v.string('must be text'));

const node = v.strictObject({
  name,
  zone: v.optional(name),
  cpu: v.optional(text, '4'),
  memory: v.optional(text, '8Gi'),
  labels: v.optional(labels, {}),
});

const fault = v.variant(
  'kind',
  [
    v.strictObject({
      kind: v.literal('kill-container'),
      namespace: name,
      pod: name,
      container: v.optional(name),
      exitCode: v.optional(v.number()),
    }),
    v.strictObject({ kind: v.literal('break-pull'), image: text, mend: v.optional(v.boolean()) }),
    v.strictObject({
      kind: v.literal('fail-probe'),
      namespace: name,
      pod: name,
      probe: v.picklist(['readiness', 'liveness', 'startup']),
      mend: v.optional(v.boolean()),
    }),
    v.strictObject({ kind: v.picklist(['stop-node', 'start-node', 'remove-node']), node: name }),
    v.strictObject({ kind: v.literal('cut-node'), node: name, mend: v.optional(v.boolean()) }),
    v.strictObject({ kind: v.picklist(['stop-zone', 'start-zone']), zone: name }),
    v.strictObject({
      kind: v.literal('add-node'),
      node: name,
      zone: v.optional(name),
      cpu: v.optional(text),
      memory: v.optional(text),
      labels: v.optional(labels),
    }),
    v.strictObject({ kind: v.literal('stop-controller'), controller: name, mend: v.optional(v.boolean()) }),
    v.strictObject({ kind: v.literal('traffic'), namespace: name, service: name, perSecond: v.number() }),
  ],
  'is not a fault: see src/kube/fault.ts for the kinds and their fields',
);

const setup = v.union(
  [v.strictObject({ apply: text }), v.strictObject({ fault }), v.strictObject({ wait: v.number('must be seconds') })],
  'must be one of: apply: FILE, fault: {…}, wait: SECONDS',
);

const goal = v.union([text, v.strictObject({ expr: text, missing: text })], 'must be a CEL expression, or expr and missing');

const step = v.strictObject({
  id: name,
  title: text,
  say: text,
  predict: v.optional(
    v.strictObject({
      ask: text,
      choices: v.pipe(v.array(choice), v.minLength(2, 'needs at least two choices')),
      answer: choice,
      because: text,
    }),
  ),
  run: v.optional(text),
  fails: v.optional(v.boolean('must be true or false'), false),
  goal: v.optional(v.union([goal, v.array(goal)]), []),
  hints: v.optional(v.array(text), []),
  why: v.optional(text),
  caption: v.optional(text),
  notes: v.optional(text),
  speed: v.optional(v.picklist([0.25, 0.5, 1, 2, 4, 8, 16], 'must be one of 0.25, 0.5, 1, 2, 4, 8, 16')),
  fault: v.optional(fault),
});

export const lessonSchema = v.strictObject({
  title: text,
  summary: text,
  pattern: v.optional(v.picklist(['stateless', 'stateful', 'daemon', 'batch'], 'must be stateless, stateful, daemon or batch')),
  promise: v.optional(text),
  minutes: v.pipe(v.number('must be a number of minutes'), v.minValue(1)),
  /** Required, unless the lesson starts from another one. */
  seed: v.optional(v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'))),
  startFrom: v.optional(v.pipe(text, v.regex(/^[a-z0-9-]+#[a-z0-9-]+$/, 'must be LESSON#STEP'))),
  nodes: v.optional(
    v.union(
      [v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), v.pipe(v.array(node), v.minLength(1))],
      'must be a number of nodes or a list of them',
    ),
    3,
  ),
  namespace: v.optional(name, 'default'),
  files: v.optional(v.array(text), []),
  setup: v.optional(v.array(setup), []),
  steps: v.pipe(v.array(step), v.minLength(1, 'a lesson needs a step')),
});

export type LessonFile = v.InferOutput<typeof lessonSchema>;

export const courseSchema = v.strictObject({
  title: text,
  chapters: v.array(v.strictObject({ title: text, summary: v.optional(text), lessons: v.array(name) })),
});

export type Course = v.InferOutput<typeof courseSchema>;
