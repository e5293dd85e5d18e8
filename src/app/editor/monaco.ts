import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/suggest/register';
// suggest/register leaves the controller out.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
import { configureMonacoYaml } from 'monaco-yaml';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import YamlWorker from './yaml.worker?worker';
import { schemaOf } from './schema';
import type { Cluster } from '../../kube/cluster';

/** Monaco, without what a manifest does not need; only this module and `editor.ts` know it. */

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

let configured: Promise<void> | undefined;

/** Teach the editor the kinds of this cluster: completion, descriptions, and marks under what is wrong. */
export function teachKinds(cluster: Cluster): Promise<void> {
  configured ??= schemaOf(cluster).then((schema) => {
    configureMonacoYaml(withOwnWorker(), {
      validate: true,
      completion: true,
      hover: true,
      format: { enable: false },
      schemas: [{ uri: 'podplay://kubernetes.json', fileMatch: ['**/*.yaml', '**/*.yml'], schema: schema as never }],
    });
  });
  return configured;
}

/** monaco-yaml asks Monaco to make its worker from a module id, which a bundle has not: we make it. */
function withOwnWorker(): typeof monaco {
  const createWebWorker = (options: { createData?: unknown }) => {
    const worker = new YamlWorker();
    worker.postMessage('ignore');
    worker.postMessage(options.createData);
    return monaco.editor.createWebWorker({ worker });
  };
  return { ...monaco, editor: { ...monaco.editor, createWebWorker } } as never;
}

export { monaco };
