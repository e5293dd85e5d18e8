import type { ScriptNode, SimpleCommandNode } from 'just-bash';
import { literal, mapTree, simple, statement, substitution, verbatim, type SyntaxNode, word } from './syntax';

/** The interpreter waits for what ends in `&`, and knows no jobs. Here such a statement is handed, as text, to a
 *  command that starts it in a shell of its own; `$!` and `wait` ask the table of jobs.
 *  OMITS redirections around a job (`{ COMMAND & } > FILE`), and `&` in a substitution, whose output is shown. */

export const BACKGROUND = 'podplay-background';
export const LAST_JOB = 'podplay-last-job';
export const WAIT = 'podplay-wait';

/** @returns the script with its jobs put behind it */
export function putBehind(script: ScriptNode): ScriptNode {
  return mapTree(script, replaced) as ScriptNode;
}

function replaced(node: SyntaxNode): unknown {
  if (node.type === 'Statement' && node.background && typeof node.sourceText === 'string')
    return statement(simple(BACKGROUND, [verbatim(node.sourceText.replace(/\s*&\s*$/, ''))]));
  if (node.type === 'ParameterExpansion' && node.parameter === '!' && !node.operation) return substitution(LAST_JOB);
  if (node.type === 'SimpleCommand' && literal((node as unknown as SimpleCommandNode).name) === 'wait')
    return { ...node, name: word(WAIT) };
  return node;
}
