import { fnv1a } from '../../sim/fnv';

/** A pure function's memory: most containers have the image of the one before. */
let lastDigest = { full: '', id: '' };

/** A digest that depends on the image's name alone: the same image has the same one everywhere. */
export function imageId(full: string): string {
  if (lastDigest.full !== full) lastDigest = { full, id: digestOf(full) };
  return lastDigest.id;
}

function digestOf(full: string): string {
  let text = '';
  for (let salt = 0; text.length < 64; salt++) text += fnv1a(full, salt).toString(16).padStart(8, '0');
  return `${full.replace(/[:@][^:@/]*$/, '').replace(/@sha256$/, '')}@sha256:${text.slice(0, 64)}`;
}
