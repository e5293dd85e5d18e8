/** After one visit the page works without a network. The worker is fetched once the page stands, so that it takes
 *  nothing from the first frame; where workers are not allowed, the page works with a network. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = () => void navigator.serviceWorker.register('./sw.js').catch(() => {});
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
