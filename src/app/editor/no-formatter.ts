/** Stands in for prettier in the worker of monaco-yaml, which would bring 130 kB to format manifests: formatting
 *  is switched off in `monaco.ts`. See the aliases in vite.config.ts. */
export const format = (text: string): string => text;
export const languages = {};
export const parsers = {};
export const printers = {};
export const options = {};
export default {};
