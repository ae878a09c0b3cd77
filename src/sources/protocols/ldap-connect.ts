import type { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { addressIn, socketTo } from './address.ts';
import { codes } from './ldap-answers.ts';
import { anything } from './ldap-filter.ts';
import { type LdapLine, ldapLine } from './ldap-line.ts';
import { type Host, hostOf, type LdapSettings } from './ldap-settings.ts';
import { unavailable } from './outgoing.ts';

/** A host that failed stands behind the others for so long. */
const AVOIDED_MS = 30_000;

/** The hosts of one directory, as this process met them; losing it costs a try. */
export type Hosts = ReturnType<typeof makeHosts>;

export function makeHosts(settings: LdapSettings, clock: Clock) {
  const avoided = new Map<string, number>();
  const now = () => clock.now().getTime();
  return {
    /** In the order of the settings, those that failed lately last. */
    inOrder(): Host[] {
      const bad = (text: string) => ((avoided.get(text) ?? 0) > now() ? 1 : 0);
      return [...settings.hosts].sort((a, b) => bad(a) - bad(b)).map(hostOf);
    },
    failed({ name, port }: Host): void {
      const text = settings.hosts.find((one) => {
        const host = hostOf(one);
        return host.name === name && host.port === port;
      });
      if (text) avoided.set(text, now() + AVOIDED_MS);
    },
  };
}

const PORTS = { ldaps: 636, starttls: 389, line_protected: 389, off: 389 };

/**
 * A line to the first host that answers, each with its share of the patience that is left.
 * @throws Refusal `sources.unavailable`, with the fault of the last host
 */
export async function connectLdap(
  settings: LdapSettings,
  hosts: Hosts,
  made: (socket: Socket) => void,
): Promise<LdapLine> {
  const order = hosts.inOrder();
  const until = performance.now() + settings.patience_ms;
  let fault: unknown;
  for (const [at, host] of order.entries()) {
    const share = (until - performance.now()) / (order.length - at);
    try {
      return await connectTo(settings, host, { made, share });
    } catch (thrown) {
      fault = thrown;
      hosts.failed(host);
    }
  }
  throw fault;
}

interface Way {
  made(socket: Socket): void;
  share: number;
}

async function connectTo(
  settings: LdapSettings,
  host: Host,
  { made, share }: Way,
): Promise<LdapLine> {
  const address = await addressIn(settings.networks, host.name);
  const socket = socketTo({ address, port: host.port ?? PORTS[settings.tls] });
  made(socket);
  let late = false;
  const patience = setTimeout(() => {
    late = true;
    socket.destroy();
  }, share);
  try {
    await connected(socket);
    const line = await ldapLine(socket, settings, host.name);
    await proved(settings, line);
    return line;
  } catch (fault) {
    socket.destroy();
    throw late ? unavailable('timeout') : fault;
  } finally {
    clearTimeout(patience);
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((done, failed) => {
    const fail = (fault?: NodeJS.ErrnoException) =>
      failed(unavailable(`directory ${fault?.code ?? 'closed'}`));
    const closed = () => fail();
    socket.once('error', fail).once('close', closed);
    socket.once('connect', () => {
      socket.off('error', fail).off('close', closed);
      done();
    });
    socket.connect(0);
  });
}

/**
 * A line counts once the server has answered on it: our own account is known there, or, where there
 * is none, the base may be read by anybody.
 */
async function proved(settings: LdapSettings, line: LdapLine): Promise<void> {
  const { bind_dn, bind_password } = settings;
  if (!bind_dn || !bind_password) return isThere(settings.base, line, 'base');
  const { code } = await line.bind(bind_dn, bind_password);
  if (code !== codes.success) throw unavailable(`directory own bind ${code}`);
}

/** @throws Refusal `sources.unavailable` */
export async function isThere(
  base: string,
  line: LdapLine,
  what: 'base' | 'nobody_dn',
): Promise<void> {
  const none = { attributes: ['1.1'], limit: 1 };
  const asked = { base, scope: 'base', filter: anything(), ...none } as const;
  const { result, entries } = await line.search(asked);
  if (result.code !== codes.success || entries.length !== 1)
    throw unavailable(`directory ${what} ${result.code}`);
}
