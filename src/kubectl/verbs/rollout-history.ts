import { align } from '../describe/tabwriter';
import { describeTemplate } from '../describe/template';
import { KubectlError } from '../errors';
import { objectPrinter, OUTPUT } from '../printers/objects';
import { printedName } from '../resources';
import type { Verb } from '../verb';
import { revisionsOf } from './revisions';
import { kindOf, ROLLOUT, workloads } from './rollout-targets';

/** Source: kubectl/pkg/cmd/rollout/rollout_history.go, polymorphichelpers/history.go */

const KINDS = ['Deployment', 'DaemonSet', 'StatefulSet'];

export const rolloutHistory: Verb = {
  name: 'rollout history',
  summary: 'View rollout history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...ROLLOUT, ...OUTPUT, revision: 'int' },
  examples: ['kubectl rollout history deployment/nginx', 'kubectl rollout history deployment/nginx --revision=2'],
  async run(args, env) {
    const wanted = Number(args.get('revision') ?? 0);
    if (wanted < 0) throw new KubectlError(`revision must be a positive integer: ${wanted}`);
    const print = await objectPrinter(args, env);
    for (const found of await workloads(env, args)) {
      const { resource, object } = found;
      if (!KINDS.includes(resource.kind))
        throw new KubectlError(`no history viewer has been implemented for ${JSON.stringify(kindOf(found))}`);
      const history = (await revisionsOf(env, found)).filter(({ number }) => number > 0);
      const name = printedName(resource, object.metadata.name);
      if (wanted) {
        const one = history.find(({ number }) => number === wanted);
        if (!one) throw new KubectlError(`unable to find the specified revision`);
        if (print) env.out(print(one.object));
        else env.out(`${name} with revision #${wanted}\n${describeTemplate(one.shown, one.changeCause)}\n\n`);
        continue;
      }
      const rows = history.map(({ number, changeCause }) => `${number}\t${changeCause || '<none>'}`);
      env.out(`${name} \n${rows.length ? `${align(['REVISION\tCHANGE-CAUSE', ...rows].join('\n'))}\n` : 'No rollout history found.'}\n`);
    }
  },
};
