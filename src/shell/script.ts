/** A script for a shell of its own. */
export interface Script {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
  /** It runs in the background: it knows the functions of this shell, and nobody draws on the screen. */
  readonly behind?: boolean;
}
