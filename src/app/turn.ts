/** One macrotask of the browser: lets everything run that can run now. A message, because the browser slows
 *  timers down to 4 ms and more. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
