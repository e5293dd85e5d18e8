const SHELL = /^(\/(usr\/)?bin\/)?(ba|a|da)?sh$/;

/** A shell that waits for lines: `sh`, `bash -l`. */
export const isInteractive = ([name = '', ...rest]: readonly string[]): boolean =>
  SHELL.test(name) && rest.every((word) => ['-i', '-l', '-il', '--login'].includes(word));
