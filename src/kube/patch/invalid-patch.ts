import { statusError } from '../status';

/** 422 for a patch that does not fit the object. */
export const invalidPatch = (message: string) =>
  statusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${message}`);
