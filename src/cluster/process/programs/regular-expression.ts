/** A basic regular expression as an extended one. */
export function basic(pattern: string): string {
  return pattern.replace(
    /\\([(){}|+?])|([(){}|+?])/g,
    (_, escaped: string | undefined, plain: string | undefined) => escaped ?? `\\${plain}`,
  );
}
