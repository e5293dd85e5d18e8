/** A word of a line that may be an object's name, and its column. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

/** Runs of what names and `kind/name` are made of: RFC 1123 subdomains, and kinds with their group. */
export function wordsOf(line: string): Word[] {
  return [...line.matchAll(/[A-Za-z0-9][A-Za-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?/g)].map((match) => ({
    text: match[0].replace(/[.-]+$/, ''),
    at: match.index,
  }));
}
