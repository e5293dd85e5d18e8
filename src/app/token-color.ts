/** A colour token as six hexadecimal digits, as it is in the theme that is shown: for those who take no custom
 *  properties (Monaco, xterm). */
export function tokenColor(token: `--${string}`): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const parts = getComputedStyle(probe).color.match(/\d+/g)!.slice(0, 3).map(Number);
  probe.remove();
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
