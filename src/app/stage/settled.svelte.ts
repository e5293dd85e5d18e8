/** What changes often, no more often than somebody can follow: the first change at once, then the latest one after a
 *  pause.
 *  @param pauseOf  ms between two changes; 0: each is passed on */
export function settled<T>(read: () => T, pauseOf: (now: T) => number): { readonly value: T } {
  let value = $state.raw(read());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waits = false;

  function pass(now: T) {
    value = now;
    const pause = pauseOf(now);
    timer = pause ? setTimeout(again, pause) : undefined;
  }
  function again() {
    timer = undefined;
    if (!waits) return;
    waits = false;
    pass(read());
  }

  $effect(() => {
    const now = read();
    if (timer !== undefined) waits = true;
    else pass(now);
  });
  $effect(() => () => clearTimeout(timer));
  return {
    get value() {
      return value;
    },
  };
}
