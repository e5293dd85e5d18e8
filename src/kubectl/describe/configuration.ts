import type * as core from 'kubernetes-types/core/v1';
import type { KubeObject } from '../../kube/object';
import { column, identity, type Description } from './common';
import type { Describer } from './describer';

/** ConfigMaps, Secrets and ServiceAccounts. Source: describe.go */

const sorted = (map: Readonly<Record<string, string>> | undefined) => Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** Bytes that base64 stands for. */
const bytesIn = (base64: string) => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

export const configMap: Describer = {
  resource: 'configmaps',
  lines(out, object: KubeObject & core.ConfigMap) {
    identity(out, object);
    heading(out, 'Data');
    for (const [key, value] of sorted(object.data)) out.line(0, `${key}:\n----\n${value}\n`);
    heading(out, 'BinaryData');
    for (const [key, value] of sorted(object.binaryData)) out.line(0, `${key}: ${bytesIn(value)} bytes`);
    out.line(0, '');
  },
};

function heading(out: Description, title: string): void {
  out.line(0, `\n${title}\n====`);
}

export const secret: Describer = {
  resource: 'secrets',
  eventless: true,
  lines(out, object: KubeObject & core.Secret) {
    identity(out, object);
    out.line(0, `\nType:\t${object.type ?? ''}`);
    heading(out, 'Data');
    for (const [key, value] of sorted(object.data)) out.line(0, `${key}:\t${shown(object, key, value)}`);
  },
};

/** The token of a service account is told; of all else only how long it is. */
const shown = ({ type }: core.Secret, key: string, value: string): string =>
  type === 'kubernetes.io/service-account-token' && key === 'token' ? atob(value) : `${bytesIn(value)} bytes`;

export const serviceAccount: Describer = {
  resource: 'serviceaccounts',
  async lines(out, object: KubeObject & core.ServiceAccount, around) {
    identity(out, object);
    const secrets = (await around.list('secrets', { namespace: object.metadata.namespace! })) ?? [];
    const own = (secrets as readonly (KubeObject & core.Secret)[]).filter(({ type, metadata }) => {
      const { 'kubernetes.io/service-account.name': name, 'kubernetes.io/service-account.uid': uid } = metadata.annotations ?? {};
      return type === 'kubernetes.io/service-account-token' && name === object.metadata.name && uid === object.metadata.uid;
    });
    names(out, 'Image pull secrets', object.imagePullSecrets);
    names(out, 'Mountable secrets', object.secrets);
    names(
      out,
      'Tokens',
      own.map(({ metadata }) => ({ name: metadata.name })),
    );
  },
};

/** The titles share a width of their own. */
function names(out: Description, title: string, all: readonly { readonly name?: string }[] = []): void {
  column(
    out,
    0,
    title,
    all.map(({ name = '' }) => name),
  );
}
