import { goSyntax, goText } from '../../kube/go-text';
import { findResults, JsonPathError } from '../../kube/json-path';
import { parseTemplate } from '../../kube/json-path/parse';
import { sortKeys } from '../../kube/plain-data';
import { KubectlError } from '../errors';

/** `-o jsonpath=…`. Source: cli-runtime printers/jsonpath.go */

/** @param missing may fields be missing?
 *  @throws KubectlError in kubectl's words when the template cannot be read
 *  @returns prints one object */
export function jsonPath(template: string, missing = true): (object: object) => string {
  const results = reader(template, missing);
  return (object) =>
    results(object)
      .map((found) => found.map(shown).join(' '))
      .join('');
}

/** What each piece of a template finds, as a list. */
export function jsonPathAsJson(template: string, missing = true): (object: object) => string {
  const results = reader(template, missing);
  return (object) =>
    results(object)
      .map((found) => `${JSON.stringify(sortKeys(found), null, 4)}\n`)
      .join('');
}

/** The values that a template finds, one after another. */
export function jsonPathValues(template: string): (object: object) => readonly unknown[] {
  const results = reader(template, true);
  return (object) => results(object).flat();
}

function reader(template: string, missing: boolean): (object: object) => unknown[][] {
  try {
    parseTemplate(template);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new KubectlError(`error parsing jsonpath ${template}, ${error.message}`);
  }
  return (object) => {
    try {
      return findResults(template, object, missing);
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error;
      throw new KubectlError(
        `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`,
      );
    }
  };
}

const shown = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(sortKeys(value)) : goText(value));
