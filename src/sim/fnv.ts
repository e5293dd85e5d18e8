/** FNV-1a of a text: 32 bits, unsigned.
 *  @param salt  another one gives another hash of the same text */
export function fnv1a(text: string, salt = 0): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
