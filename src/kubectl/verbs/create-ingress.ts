import type { Arguments } from '../arguments';
import { KubectlError } from '../errors';
import type { Verb } from '../verb';
import { CREATING, make, nameIn, pair } from './create-from-flags';

/** Source: create_ingress.go */

export const createIngress: Verb = {
  name: 'create ingress',
  aliases: ['ing'],
  summary: 'Create an ingress with the specified name',
  usage: 'NAME --rule=host/path=service:port[,tls[=secret]]',
  flags: { ...CREATING, class: 'string', rule: 'array', 'default-backend': 'string', annotation: 'array' },
  examples: [
    'kubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"',
    'kubectl create ingress catch-all --class=otheringress --rule="/path*=svc:port"',
    'kubectl create ingress fallback --default-backend=svc:http',
  ],
  run(args, env) {
    const name = nameIn(args, 'create ingress');
    check(args);
    const [rules, className, backend] = [args.all('rule'), args.get('class'), args.get('default-backend')];
    const annotations = args.has('annotation') && Object.fromEntries(args.all('annotation').map(pair));
    const tls = tlsOf(rules);
    const spec = {
      ...(backend && { defaultBackend: backendOf(backend) }),
      ...(className && { ingressClassName: className }),
      ...(rules.length && { rules: rulesOf(rules) }),
      ...(tls.length && { tls }),
    };
    const metadata = { ...(annotations && { annotations }), name };
    return make(
      env,
      args,
      { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec },
      { failed: 'failed to create ingress:' },
    );
  },
};

const RULE = /^[\w*\-.]*\/[^,=\n]*=[\w-]+:[\w-]+(,tls=?([\w-]+)?)?$/;

/** Source: create_ingress.go Validate */
function check(args: Arguments): void {
  const [rules, backend] = [args.all('rule'), args.get('default-backend')];
  if (!backend && !rules.length) throw new KubectlError(NOTHING);
  for (const rule of rules)
    if (!RULE.test(rule))
      throw new KubectlError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  for (const annotation of args.all('annotation'))
    if (!annotation.includes('=')) throw new KubectlError(`annotation ${annotation} is invalid and should be in format key=[value]`);
  if (backend && backend.split(':').length !== 2) throw new KubectlError('default-backend should be in format servicename:serviceport');
}

const NOTHING =
  'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)';

const hostOf = (rule: string) => rule.slice(0, rule.indexOf('/'));

function backendOf(text: string) {
  const [name, port = ''] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

/** Rules of the same host are one, with a path each. */
function rulesOf(rules: readonly string[]) {
  const hosts = new Map<string, object[]>();
  for (const rule of rules) {
    const [place = '', service = ''] = rule.split(',')[0]!.split('=');
    const path = place.slice(place.indexOf('/'));
    const prefix = path.endsWith('*');
    const one = { backend: backendOf(service), path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact' };
    hosts.set(hostOf(rule), [...(hosts.get(hostOf(rule)) ?? []), one]);
  }
  return [...hosts].map(([host, paths]) => ({ ...(host && { host }), http: { paths } }));
}

/** Each host counts once; hosts of the same secret are told together. */
function tlsOf(rules: readonly string[]) {
  const secrets = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const rule of rules) {
    const [, tls] = rule.split(',');
    const host = hostOf(rule);
    if (tls === undefined || seen.has(host)) continue;
    seen.add(host);
    const secret = pair(tls)[1];
    const known = secrets.get(secret);
    if (known) known.push(host);
    else if (secret || host) secrets.set(secret, host ? [host] : []);
  }
  return [...secrets].map(([secretName, hosts]) => ({ ...(hosts.length && { hosts }), ...(secretName && { secretName }) }));
}
