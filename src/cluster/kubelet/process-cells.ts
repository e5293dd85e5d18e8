import type { World } from '../component';
import type { Process } from '../process/process';

/** The processes of containers: what runs now. A container without one here has ended, whether the kubelet has
 *  noticed or not. */
export const processes = (world: World) => world.cell<Process>('kubelet/processes');

/** The environment each container was made with: what `exec` starts from. */
export const environments = (world: World) => world.cell<Readonly<Record<string, string>>>('kubelet/environments');

/** Containers whose process used more memory than it may. */
export const outOfMemory = (world: World) => world.cell<true>('kubelet/out-of-memory');
