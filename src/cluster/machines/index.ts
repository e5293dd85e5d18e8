/** The engine's statecharts, by the name that a learner opens them with. Each state's `description` is what they
 *  read. Entries of type `machine` in the story name the state by `from` and `to`; their `object` is
 *  - pod: the Pod;
 *  - container: kind `Container`, resource `containers`, named `<pod>/<container>`, with the Pod's uid;
 *  - image-pull: kind `Image`, resource `images`, named `<node>/<image>`;
 *  - node: the Node.
 *  Those of `told` nobody runs: where a Job, a rollout or a claim stands follows from its status. */
import { claimMachine } from './claim.machine';
import { containerMachine } from './container.machine';
import { imagePullMachine } from './image-pull.machine';
import { jobMachine } from './job.machine';
import { nodeMachine } from './node.machine';
import { podMachine } from './pod.machine';
import { rolloutMachine } from './rollout.machine';

export const machines = { pod: podMachine, container: containerMachine, 'image-pull': imagePullMachine, node: nodeMachine };

export const told = { job: jobMachine, rollout: rolloutMachine, claim: claimMachine };

export { containerMachine, imagePullMachine, nodeMachine, podMachine };
