/** Something that was asked cannot be done; the message says what to do instead. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
