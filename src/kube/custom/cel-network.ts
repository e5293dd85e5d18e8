import { EvaluationError, type Environment } from '@marcbachmann/cel-js';
import { type Address, type Block, formatAddress, holdsAddress, isMapped, masked, parseAddress, parseBlock } from './addresses';

/** Kubernetes' CEL libraries url, ip and cidr. Source: apiserver/pkg/cel/library urls.go, ip.go, cidr.go */

const fail = (message: string): never => {
  throw new EvaluationError(message);
};

/** An absolute URI, or an absolute path. What is special to a browser about http is not to Go: its scheme stands apart. */
class CelUrl {
  constructor(
    readonly scheme: string,
    readonly url: URL,
  ) {}
}

function urlOf(text: string): CelUrl | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  if (/\s/.test(text) || (scheme === undefined && !text.startsWith('/'))) return undefined;
  const neutral = scheme === undefined ? `x://x${text}` : `x${text.slice(scheme.length)}`;
  return URL.canParse(neutral) ? new CelUrl(scheme?.toLowerCase() ?? '', new URL(neutral)) : undefined;
}

export function addUrls(env: Environment): void {
  env.registerType('kubernetes.URL', CelUrl);
  const U = 'kubernetes.URL';
  env.registerFunction(
    `url(string): ${U}`,
    (text: string) => urlOf(text) ?? fail(`URL parse error during conversion from string: ${text}`),
  );
  env.registerFunction('isURL(string): bool', (text: string) => urlOf(text) !== undefined);
  const part = (name: string, of: (url: URL) => string) =>
    env.registerFunction(`${U}.${name}(): string`, ({ scheme, url }: CelUrl) => (scheme || name === 'getEscapedPath' ? of(url) : ''));
  env.registerFunction(`${U}.getScheme(): string`, ({ scheme }: CelUrl) => scheme);
  part('getHost', ({ host }) => host);
  part('getHostname', ({ hostname }) => hostname.replace(/^\[|\]$/g, ''));
  part('getPort', ({ port }) => port);
  part('getEscapedPath', ({ pathname }) => pathname);
  env.registerFunction(`${U}.getQuery(): map`, ({ url: { searchParams } }: CelUrl) =>
    Object.fromEntries([...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)])),
  );
}

class CelIp {
  constructor(readonly address: Address) {}
}
class CelCidr {
  constructor(readonly block: Block) {}
}
/** What stands before the dot of `ip.isCanonical`. */
class IpNames {}

const ipOf = (text: string): CelIp | undefined => {
  const address = parseAddress(text);
  return address && !isMapped(address) ? new CelIp(address) : undefined;
};

const blockOf = (text: string): CelCidr | undefined => {
  const block = parseBlock(text);
  return block && !isMapped(block.address) ? new CelCidr(block) : undefined;
};

const readIp = (text: string) => ipOf(text) ?? fail(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
const readBlock = (text: string) => blockOf(text) ?? fail('network address parse error during conversion from string');

const within = (text: string) => {
  const block = parseBlock(text)!;
  return ({ address }: CelIp) => holdsAddress(block, address);
};
const either = (four: string, six: string) => {
  const [a, b] = [within(four), within(six)];
  return (one: CelIp) => a(one) || b(one);
};
const isUnspecified = either('0.0.0.0/32', '::/128');
const isLoopback = either('127.0.0.0/8', '::1/128');
const isLinkLocalMulticast = either('224.0.0.0/24', 'ff02::/16');
const isLinkLocalUnicast = either('169.254.0.0/16', 'fe80::/10');
const isMulticast = either('224.0.0.0/4', 'ff00::/8');
const isBroadcast = within('255.255.255.255/32');
const isGlobalUnicast = (one: CelIp) => ![isUnspecified, isLoopback, isMulticast, isLinkLocalUnicast, isBroadcast].some((is) => is(one));

export function addAddresses(env: Environment): void {
  env.registerType('net.IP', CelIp).registerType('net.CIDR', CelCidr).registerType('kubernetes.IpNames', IpNames);
  env.registerFunction('ip(string): net.IP', readIp);
  env.registerFunction('isIP(string): bool', (text: string) => ipOf(text) !== undefined);
  env.registerConstant('ip', 'kubernetes.IpNames', new IpNames());
  env.registerFunction(
    'kubernetes.IpNames.isCanonical(string): bool',
    (_: IpNames, text: string) => formatAddress(readIp(text).address) === text,
  );
  env.registerFunction('string(net.IP): string', ({ address }: CelIp) => formatAddress(address));
  env.registerFunction('net.IP.family(): int', ({ address }: CelIp) => BigInt(address.family));
  const tests = { isUnspecified, isLoopback, isLinkLocalMulticast, isLinkLocalUnicast, isGlobalUnicast };
  for (const [name, test] of Object.entries(tests)) env.registerFunction(`net.IP.${name}(): bool`, test);
  env.registerOperator('net.IP == net.IP', (a: CelIp, b: CelIp) => formatAddress(a.address) === formatAddress(b.address));

  env.registerFunction('cidr(string): net.CIDR', readBlock);
  env.registerFunction('isCIDR(string): bool', (text: string) => blockOf(text) !== undefined);
  const shown = ({ address, prefix }: Block) => `${formatAddress(address)}/${prefix}`;
  const holdsBlock = (a: CelCidr, b: CelCidr) => b.block.prefix >= a.block.prefix && holdsAddress(a.block, b.block.address);
  env.registerFunction('string(net.CIDR): string', ({ block }: CelCidr) => shown(block));
  env.registerFunction('net.CIDR.ip(): net.IP', ({ block }: CelCidr) => new CelIp(block.address));
  env.registerFunction('net.CIDR.masked(): net.CIDR', ({ block }: CelCidr) => new CelCidr(masked(block)));
  env.registerFunction('net.CIDR.prefixLength(): int', ({ block }: CelCidr) => BigInt(block.prefix));
  env.registerFunction('net.CIDR.containsIP(net.IP): bool', ({ block }: CelCidr, one: CelIp) => holdsAddress(block, one.address));
  env.registerFunction('net.CIDR.containsIP(string): bool', ({ block }: CelCidr, text: string) =>
    holdsAddress(block, readIp(text).address),
  );
  env.registerFunction('net.CIDR.containsCIDR(net.CIDR): bool', holdsBlock);
  env.registerFunction('net.CIDR.containsCIDR(string): bool', (a: CelCidr, text: string) => holdsBlock(a, readBlock(text)));
  env.registerOperator('net.CIDR == net.CIDR', (a: CelCidr, b: CelCidr) => shown(a.block) === shown(b.block));
}
