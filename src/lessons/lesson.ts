import type { Fault } from '../kube/fault';
import type { Manifest } from '../kube/object';

/** A lesson as its YAML file declares it, after loading: defaults filled, files read. */
export interface Lesson {
  /** File name without `.yaml`. */
  readonly slug: string;
  readonly title: string;
  /** One sentence for the course map. */
  readonly summary: string;
  readonly pattern?: 'stateless' | 'stateful' | 'daemon' | 'batch';
  readonly minutes: number;
  /** What the lesson leaves behind, in a sentence or two (Markdown): it heads the cheat sheet. */
  readonly promise?: string;
  readonly seed: number;
  readonly cluster: LessonCluster;
  /** Namespace kubectl uses in this lesson (the context's namespace). Default `default`. */
  readonly namespace: string;
  /** The learner's files: path in the terminal → text. */
  readonly files: Readonly<Record<string, string>>;
  /** What has already happened when the learner arrives. Part of the scenario: it needs no shell. */
  readonly setup: readonly SetupAction[];
  readonly steps: readonly LessonStep[];
  /** The lesson begins where another one stands when one of its steps is done; its scenario is that one's. */
  readonly startFrom?: { readonly lesson: Lesson; /** The step that is done, by index. */ readonly index: number };
}

export interface LessonCluster {
  readonly nodes: readonly LessonNode[];
}

export interface LessonNode {
  readonly name: string;
  readonly zone?: string;
  readonly cpu: string;
  readonly memory: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** In YAML `setup: [{ apply: web.yaml }, { traffic: … }, { wait: 20 }]`; here with the manifests read. */
export type SetupAction = { readonly create: Manifest } | { readonly fault: Fault } | { /** Virtual ms. */ readonly wait: number };

export interface LessonStep {
  /** Stable name for links: `#step=scale`. */
  readonly id: string;
  readonly title: string;
  /** What the learner reads before acting (Markdown: paragraphs, `code`, **strong**, links). */
  readonly say: string;
  readonly predict?: {
    readonly ask: string;
    readonly choices: readonly (string | number)[];
    readonly answer: string | number;
    readonly because: string;
  };
  /** The command of this step; absent on a step that is only read or done in the editor. May be several lines. */
  readonly run?: string;
  /** The command is meant to be refused. */
  readonly fails?: boolean;
  /** Conditions, all of which the cluster must show. Empty: done when read. */
  readonly goals: readonly LessonGoal[];
  /** From vague to the very command. */
  readonly hints: readonly string[];
  /** Why it happened; shown once the goals hold. */
  readonly why?: string;
  /** One sentence under the stage in present mode and embeds. */
  readonly caption?: string;
  /** For the speaker's second window. */
  readonly notes?: string;
  /** How fast time passes in this step, where a learner would wait for long: virtual ms in a real one. */
  readonly speed?: number;
  /** Faults this step throws by a button instead of a command: see kube/fault.ts. */
  readonly fault?: Fault;
}

export interface LessonGoal {
  /** A CEL expression over API objects and their history; true when met. */
  readonly expr: string;
  /** What is still missing, in the learner's words, shown while it is not met. */
  readonly missing: string;
}
