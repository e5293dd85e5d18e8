import { ADMIN } from '../admission/admin';
import { humanDuration } from '../duration';
import { subdomain } from '../names';
import type { ApiObject, Condition } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { duplicate, invalidValue, notSupported, required } from './validation/field-errors';
import { GoText } from './validation/go-values';

interface Spec {
  readonly request?: string;
  readonly signerName?: string;
  readonly expirationSeconds?: number;
  readonly usages?: readonly string[];
  readonly username?: string;
  readonly groups?: readonly string[];
}

export type CertificateSigningRequest = ApiObject<
  Spec,
  { readonly conditions?: readonly Condition[]; readonly certificate?: string } | undefined
>;

/** What someone wants signed. OMITS approval and signers: it stays Pending; and what stands inside the request, its signature too.
 *  Source: pkg/apis/certificates, pkg/registry/certificates */
export const certificateSigningRequest = defineKind<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  resource: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  namespaced: false,
  subresources: ['status'],
  schema: 'io.k8s.api.certificates.v1.CertificateSigningRequest',
  generation: false,
  prepareForCreate(object) {
    object.spec = { ...object.spec, username: ADMIN.name, groups: ADMIN.groups };
  },
  prepareForUpdate(object, old) {
    object.spec = old.spec;
  },
  validate: (object, old) => (old ? [] : validate(object)),
  warnings: ({ spec }) => [`nothing here approves or signs: no certificate of ${spec.signerName} will be issued`],
  columns: [
    nameColumn,
    ageColumn,
    text('SignerName', ({ spec }) => spec.signerName || '<none>'),
    text('Requestor', ({ spec }) => spec.username ?? ''),
    text('RequestedDuration', ({ spec: { expirationSeconds: seconds } }) =>
      seconds === undefined ? '<none>' : humanDuration(seconds * 1000),
    ),
    text('Condition', ({ status }) => condition(status)),
  ],
});

/** Source: printers.go extractCSRStatus */
function condition(status: CertificateSigningRequest['status']): string {
  const has = (type: string) => status?.conditions?.some((one) => one.type === type);
  const verdict = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${verdict}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

/** In the order of messages. Source: k8s.io/api/certificates/v1 KeyUsage */
const USAGES = [
  ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only'],
  ...['digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement'],
  ...['key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping'],
];

/** Source: pkg/apis/certificates/validation */
function validate({ spec }: CertificateSigningRequest): StatusCause[] {
  const { request = '', signerName = '', expirationSeconds: seconds, usages = [] } = spec;
  const pem = atob(request);
  const bytes = [...pem].map((one) => `0x${one.charCodeAt(0).toString(16)}`);
  const isRequest = /-----BEGIN CERTIFICATE REQUEST-----\r?\n[^-]*-----END CERTIFICATE REQUEST-----/.test(pem);
  const shown = new GoText(request ? `[]byte{${bytes.join(', ')}}` : '[]byte(nil)');
  return [
    ...(isRequest ? [] : [invalidValue('spec.request', shown, 'PEM block type must be CERTIFICATE REQUEST')]),
    ...(usages.length ? [] : [required('spec.usages')]),
    ...usages.flatMap((one, i) => (USAGES.includes(one) ? [] : [notSupported(`spec.usages[${i}]`, one, USAGES)])),
    ...usages.flatMap((one, i) => (usages.indexOf(one) < i ? [duplicate(`spec.usages[${i}]`, one)] : [])),
    ...signerCauses('spec.signerName', signerName),
    ...(seconds !== undefined && seconds < 600
      ? [invalidValue('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)')]
      : []),
  ];
}

function signerCauses(field: string, name: string): StatusCause[] {
  if (!name) return [required(field)];
  if (name === 'kubernetes.io/legacy-unknown')
    return [invalidValue(field, name, 'the legacy signerName is not allowed via this API version')];
  const [domain = '', ...path] = name.split('/');
  if (path.length !== 1)
    return [invalidValue(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  return subdomain(domain).map((fault) => invalidValue(field, name, fault));
}
