import { KubectlError } from '../errors';
import { toYaml } from '../printers/yaml';
import { shortKind } from '../resources';
import { namedTargets, objectsOf, SELECTION } from '../selection';
import type { Verb } from '../verb';

/** `edit`: the object goes into a file, and the file into the editor of the page. Other than with the real one, the
 *  terminal does not wait for the editor: the change is written by `kubectl replace`.
 *  Source: kubectl/pkg/cmd/edit/edit.go */

const HEAD = `# Edit this object, save, then write it back with the command that the terminal names.
# If somebody changed the object meanwhile, that command is refused: kubectl edit again.
#
`;

export const edit: Verb = {
  name: 'edit',
  summary: 'Edit a resource on the server',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  flags: { ...SELECTION, output: 'string' },
  examples: ['kubectl edit deployment/nginx'],
  async run(args, env) {
    const found = await objectsOf(env, args, await namedTargets(env, args));
    for (const { resource, object } of found) {
      const { managedFields: _, ...metadata } = object.metadata;
      const file = `${resource.singular}-${metadata.name}.yaml`;
      if (!env.edit)
        throw new KubectlError('unable to launch the editor: there is none here', {
          hint: `kubectl get ${shortKind(resource)}/${metadata.name} -o yaml > ${file}; change it with sed -i; kubectl replace -f ${file}`,
        });
      env.edit(file, HEAD + toYaml({ ...object, metadata }));
      env.out(`podplay: ${file} is open in the editor. Save it, then: kubectl replace -f ${file}\n`);
    }
  },
};
