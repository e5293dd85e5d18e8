/** What the page shows that is not in the cluster: what the terminal printed, a file that was saved, a step of
 *  the lesson that was reached. Each entry belongs to an instant, so that going back in time takes it back. */
export type JournalEntry = { /** Virtual ms since the start of the world. */ readonly at: number } & JournalNote;

export type JournalNote =
  /** A line was entered; `prompt` is what stood before it. */
  | { readonly type: 'command'; readonly prompt: string; readonly line: string }
  | { readonly type: 'output'; readonly text: string }
  /** The command ended; the shell waits for the next one. */
  | { readonly type: 'exit'; readonly code: number }
  /** `text` undefined: the file was deleted. */
  | { readonly type: 'file'; readonly path: string; readonly text: string | undefined }
  /** The learner turned to a step; `from` is the length of the cluster's story then: goals count from there. */
  | { readonly type: 'step'; readonly step: number; readonly from: number }
  | { readonly type: 'predict'; readonly step: number; readonly choice: string | number }
  | { readonly type: 'hint'; readonly step: number }
  /** All goals of the step held. */
  | { readonly type: 'done'; readonly step: number };
