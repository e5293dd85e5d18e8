/** Where a text is no base64, as Go counts: the byte of `illegal base64 data at input byte 3`; undefined: it is.
 *  Line ends do not count as data. Source: encoding/base64 decodeQuantum */
export function base64Fault(text: string): number | undefined {
  for (let at = 0, place = 0; ; at++) {
    const sign = text[at];
    if (sign === undefined) return place === 0 ? undefined : at - place;
    if (sign === '\n' || sign === '\r') continue;
    if (sign === '=') return place < 2 ? at : paddingFault(text, at, place);
    if (!/[A-Za-z0-9+/]/.test(sign)) return at;
    place = (place + 1) % 4;
  }
}

/** @param at  of the first `=` @param place  how many signs of the last four are data */
function paddingFault(text: string, at: number, place: number): number | undefined {
  let next = skipLineEnds(text, at + 1);
  if (place === 2) {
    if (next === text.length) return next;
    if (text[next] !== '=') return next - 1;
    next = skipLineEnds(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function skipLineEnds(text: string, at: number): number {
  while (text[at] === '\n' || text[at] === '\r') at++;
  return at;
}
