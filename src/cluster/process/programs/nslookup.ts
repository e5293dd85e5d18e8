import type { Io, Located, Program, Resolution } from '../host';

/** `nslookup name`, as three programs of that name print it. OMITS reverse look-ups and record types but A and SRV. */

const nameOf = (io: Io) => io.args.find((arg) => !arg.startsWith('-')) ?? '';

/** Without the search list. */
const exactly = (io: Io, name: string) => io.host.network.resolve(name.endsWith('.') ? name : `${name}.`);

/** `-type=srv`, `-q=SRV`. */
const asksForServices = (io: Io) => io.args.some((arg) => /^-(type|query|q|querytype)=srv$/i.test(arg));

const serviceRows = ({ name, records }: Located, dot: string) =>
  records.map(({ weight, port, target }) => `${name}\tservice = 0 ${weight} ${port} ${target}${dot}\n`).join('');

/** What DNS calls the server's own address. */
const SERVER = 'kube-dns.kube-system.svc.cluster.local';

/** busybox up to 1.28: what libc answers. */
export const oldNslookup: Program = {
  run(io) {
    const name = nameOf(io);
    const { network } = io.host;
    io.out(`Server:    ${network.nameserver}\nAddress 1: ${network.nameserver} ${SERVER}\n\n`);
    const found = network.resolve(name);
    if (!found?.addresses.length) return (io.err(`nslookup: can't resolve '${name}'\n`), 1);
    io.out(`Name:      ${name}\n`);
    found.addresses.forEach((address, i) => io.out(`Address ${i + 1}: ${address} ${found.alias ?? found.name}\n`));
    return 0;
  },
};

/** The names that busybox since 1.29 asks for: all of the search list when there is no dot in the name. */
function queries(io: Io, name: string): string[] {
  if (name.includes('.')) return [name];
  const domains = /^search (.*)$/m.exec(io.host.files.read('/etc/resolv.conf') ?? '')?.[1]?.split(' ') ?? [];
  return domains.length ? domains.map((domain) => `${name}.${domain}`) : [name];
}

const rows = ({ name, alias, addresses }: Resolution) =>
  `${alias ? `${name}\tcanonical name = ${alias}\n` : ''}${addresses.map((address) => `Name:\t${alias ?? name}\nAddress: ${address}\n`).join('')}`;

/** busybox since 1.29: asks for A and AAAA of each name; an answer NXDOMAIN to any of them makes it fail.
 *  Source: networking/nslookup.c */
export const nslookup: Program = {
  run(io) {
    const { nameserver } = io.host.network;
    io.out(`Server:\t\t${nameserver}\nAddress:\t${nameserver}:53\n\n`);
    if (asksForServices(io)) return services(io);
    let status = 0;
    for (const kind of ['A', 'AAAA'])
      for (const query of queries(io, nameOf(io))) {
        const found = exactly(io, query);
        if (!found) {
          io.out(`** server can't find ${query}: NXDOMAIN\n\n`);
          status = 1;
        } else io.out(`${kind === 'A' ? rows(found) : ''}\n`);
      }
    return status;
  },
};

function services(io: Io): number {
  let status = 0;
  for (const query of queries(io, nameOf(io))) {
    const found = io.host.network.locate(query.endsWith('.') ? query : `${query}.`);
    if (!found) status = 1;
    io.out(found ? `${serviceRows(found, '')}\n` : `** server can't find ${query}: NXDOMAIN\n\n`);
  }
  return status;
}

/** BIND's, of Debian's dnsutils. */
export const bindNslookup: Program = {
  run(io) {
    const name = nameOf(io);
    const { nameserver } = io.host.network;
    io.out(`Server:\t\t${nameserver}\nAddress:\t${nameserver}#53\n\n`);
    if (asksForServices(io)) {
      const located = io.host.network.locate(name);
      io.out(located ? `${serviceRows(located, '.')}\n` : `** server can't find ${name}: NXDOMAIN\n\n`);
      return located ? 0 : 1;
    }
    const found = io.host.network.resolve(name);
    if (!found?.addresses.length) return (io.out(`** server can't find ${name}: NXDOMAIN\n\n`), 1);
    io.out(`${rows(found)}\n`);
    return 0;
  },
};
