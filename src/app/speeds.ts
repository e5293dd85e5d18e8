/** Virtual ms that pass in a real one. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;
