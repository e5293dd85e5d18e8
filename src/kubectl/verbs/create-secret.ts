import { KubectlError } from '../errors';
import type { Verb } from '../verb';
import { base64, readText } from './create-configuration';
import { CREATING, make, nameIn } from './create-from-flags';

/** `create secret docker-registry`, `create secret tls`. Source: create_secret_{docker,tls}.go
 *  OMITS whether a certificate and a key belong together: that they are PEM is all that is looked at. */

const DOCKER = 'kubernetes.io/dockerconfigjson';

export const createRegistrySecret: Verb = {
  name: 'create secret docker-registry',
  summary: 'Create a secret for use with a Docker registry',
  usage: 'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string]',
  flags: {
    ...CREATING,
    'docker-server': 'string',
    'docker-username': 'string',
    'docker-password': 'string',
    'docker-email': 'string',
    'from-file': 'strings',
  },
  examples: ['kubectl create secret docker-registry pull --docker-server=example.org --docker-username=me --docker-password=open-sesame'],
  async run(args, env) {
    const name = nameIn(args, 'create secret docker-registry');
    const [username = '', password = '', email = ''] = ['username', 'password', 'email'].map((one) => args.get(`docker-${one}`));
    const server = args.get('docker-server') ?? 'https://index.docker.io/v1/';
    const [file] = args.all('from-file');
    if (file === undefined && !(username && password && server))
      throw new KubectlError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    const entry = { username, password, ...(email && { email }), auth: base64(`${username}:${password}`) };
    const text = file === undefined ? JSON.stringify({ auths: { [server]: entry } }) : await readText(env, file.replace(/^[^=]*=/, ''));
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: { '.dockerconfigjson': base64(text) }, type: DOCKER };
    return make(env, args, secret, { failed: 'failed to create secret' });
  },
};

export const createTlsSecret: Verb = {
  name: 'create secret tls',
  summary: 'Create a TLS secret',
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file',
  flags: { ...CREATING, cert: 'string', key: 'string' },
  examples: ['kubectl create secret tls site --cert=site.crt --key=site.key'],
  async run(args, env) {
    const name = nameIn(args, 'create secret tls');
    const [cert, key] = [args.get('cert'), args.get('key')];
    if (!cert || !key) throw new KubectlError('key and cert must be specified');
    const read = async (path: string) => {
      try {
        return await env.readFile(path);
      } catch {
        throw new KubectlError(`Cannot read file ${path}, open ${path}: no such file or directory`);
      }
    };
    const [certText, keyText] = [await read(cert), await read(key)];
    const missing = (what: string) => new KubectlError(`tls: failed to find any PEM data in ${what} input`);
    if (!certText.includes('-----BEGIN ')) throw missing('certificate');
    if (!keyText.includes('-----BEGIN ')) throw missing('key');
    const data = { 'tls.crt': base64(certText), 'tls.key': base64(keyText) };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data, type: 'kubernetes.io/tls' };
    return make(env, args, secret, { failed: 'failed to create secret' });
  },
};
