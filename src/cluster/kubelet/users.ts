import type { Container, Pod } from '../../kube/kinds/pod';
import type { Image } from '../images/image';
import { isKnown } from '../images/registry';
import type { User } from '../process/host';

/** Who the processes of a container run as. */

const ROOT = { uid: 0, gid: 0, name: 'root' };

/** What the container says, else the Pod, else the image. */
export function userOf(pod: Pod, { securityContext: own }: Container, image: Image): User {
  const given = image.user ?? ROOT;
  const uid = own?.runAsUser ?? pod.spec.securityContext?.runAsUser ?? given.uid;
  const gid = own?.runAsGroup ?? pod.spec.securityContext?.runAsGroup ?? (uid === given.uid ? given.gid : 0);
  const name = uid === given.uid ? given.name : uid === 0 ? ROOT.name : undefined;
  return { uid, gid, ...(name !== undefined && { name }) };
}

/** May it write where the image has its files? Those are root's, and of whom the image runs or keeps data as. */
export function ownsImage({ uid }: User, image: Image): boolean {
  return uid === 0 || uid === image.user?.uid || uid === image.owner || !isKnown(image);
}

/** Why a container that must not run as root is not created, in the kubelet's words.
 *  MODELS images that nobody knows here as running as whoever they must.
 *  Source: kuberuntime/security_context.go verifyRunAsNonRoot */
export function rootProblem(pod: Pod, container: Container, image: Image): string | undefined {
  const own = container.securityContext;
  const whole = pod.spec.securityContext;
  if (!(own?.runAsNonRoot ?? whole?.runAsNonRoot)) return undefined;
  const uid = own?.runAsUser ?? whole?.runAsUser;
  const { name, namespace, uid: id } = pod.metadata;
  const who = `(pod: "${name}_${namespace}(${id})", container: ${container.name})`;
  if (uid !== undefined) return uid === 0 ? `container's runAsUser breaks non-root policy ${who}` : undefined;
  if (!isKnown(image)) return undefined;
  if (!image.user) return `container has runAsNonRoot and image will run as root ${who}`;
  if (image.user.name === undefined) return undefined;
  return `container has runAsNonRoot and image has non-numeric user (${image.user.name}), cannot verify user is non-root ${who}`;
}
