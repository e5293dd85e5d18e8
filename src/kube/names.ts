/** What may be called what. Source: apimachinery/pkg/util/validation/validation.go, with its messages. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${NAME_PART})?`;

const whole = (expression: string) => new RegExp(`^(?:${expression})$`);

/** Upstream joins its examples with `',  or '`, two blanks and all. Source: RegexError */
function explain(rule: string, expression: string, ...examples: readonly string[]): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${expression}')`;
}

const tooLong = (characters: number) => `must be no more than ${characters} characters`;

/** A rule for names: what is wrong with one, in upstream's words; empty when nothing is. */
export type NameRule = (name: string) => string[];

function rule(expression: string, longest: number, message: string): NameRule {
  const pattern = whole(expression);
  return (name) => [...(name.length > longest ? [tooLong(longest)] : []), ...(pattern.test(name) ? [] : [message])];
}

const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;
const CONFIG_KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** Keys of config maps and secrets. Source: IsConfigMapKey */
export const configKey: NameRule = (key) => {
  if (key.length > 253) return [tooLong(253)];
  if (!CONFIG_KEY.test(key)) return [CONFIG_KEY_RULE];
  if (key !== '.' && !key.startsWith('..')) return [];
  return [key.length < 3 ? `must not be '${key}'` : "must not start with '..'"];
};

export const subdomain: NameRule = rule(
  SUBDOMAIN,
  253,
  explain(
    `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    SUBDOMAIN,
    'example.com',
  ),
);

export const label: NameRule = rule(
  LABEL,
  63,
  explain(
    `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`,
    LABEL,
    'my-name',
    '123-abc',
  ),
);

export const label1035: NameRule = rule(
  LABEL_1035,
  63,
  explain(
    `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character`,
    LABEL_1035,
    'my-name',
    'abc-123',
  ),
);

export const labelValue: NameRule = rule(
  LABEL_VALUE,
  63,
  explain(
    `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
    LABEL_VALUE,
    'MyValue',
    'my_value',
    '12345',
  ),
);

const NAME_PART_RULE = explain(
  `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
  NAME_PART,
  'MyName',
  'my.name',
  '123-abc',
);

/** The key of a label or annotation: `app`, `example.com/app`. Source: IsQualifiedName */
export const qualifiedName: NameRule = (text) => {
  const parts = text.split('/');
  if (parts.length > 2)
    return [`a qualified name ${NAME_PART_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1)!;
  const found: string[] = [];
  if (parts.length === 2) found.push(...prefixFaults(parts[0]!));
  if (name === '') found.push('name part must be non-empty');
  else if (name.length > 63) found.push(`name part ${tooLong(63)}`);
  return whole(NAME_PART).test(name) ? found : [...found, `name part ${NAME_PART_RULE}`];
};

const prefixFaults = (prefix: string) =>
  prefix === '' ? ['prefix part must be non-empty'] : subdomain(prefix).map((fault) => `prefix part ${fault}`);

/** Roles, their bindings and requests for certificates: anything that can stand in a path. Source: api/validation/path */
const pathSegment: NameRule = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((character) => name.includes(character)).map((character) => `may not contain '${character}'`);
};

/** Names of these resources follow stricter (or freer) rules than subdomains. Source: pkg/apis/core/validation Validate*Name */
const RULES: Readonly<Record<string, NameRule>> = {
  services: label1035,
  namespaces: label,
  roles: pathSegment,
  rolebindings: pathSegment,
  clusterroles: pathSegment,
  clusterrolebindings: pathSegment,
  certificatesigningrequests: pathSegment,
};

/** How objects of this resource may be called. */
export const nameRule = (resource: string): NameRule => RULES[resource] ?? subdomain;

/** A generateName is a prefix: its last character may be a dash, which a name may not end with. Source: NameIsDNSSubdomain maskTrailingDash */
export const maskTrailingDash = (prefix: string) => (prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);

/** Names are cut so that base and suffix fit a label. Source: apiserver/pkg/storage/names/generate.go */
export const generatedBase = (generateName: string) => generateName.slice(0, 58);
