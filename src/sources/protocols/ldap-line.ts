import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  BindRequest,
  Control,
  ExtendedRequest,
  type Filter,
  PagedResultsControl,
  SearchRequest,
  UnbindRequest,
} from 'ldapts';
import { within } from './address.ts';
import { codes, type Entry, entryIn, operations, type Result, resultIn } from './ldap-answers.ts';
import { BerFault, tags, take, valuesIn } from './ldap-ber.ts';
import { type Exchange, exchangeOver } from './ldap-exchange.ts';
import { secured } from './ldap-secure.ts';
import type { LdapSettings } from './ldap-settings.ts';
import type { Line } from './lines.ts';
import { unavailable } from './outgoing.ts';

/** A password policy is answered to whoever shows that it would understand (draft-behera-ldap-password-policy). */
export const PASSWORD_POLICY = '1.3.6.1.4.1.42.2.27.8.5.1';
const START_TLS = '1.3.6.1.4.1.1466.20037';

export interface Question {
  base: string;
  scope: 'base' | 'one' | 'sub';
  filter: Filter;
  attributes: string[];
  /** How many entries at most; 0: as many as there are. */
  limit: number;
  /** So many at a time, beginning there. */
  page?: { size: number; cookie?: Buffer };
}

/** One connection to a directory. Nothing but these is ever asked on it. */
export interface LdapLine extends Line {
  /** The result of a bind with a password; never asked with an empty name or password. */
  bind(dn: string, password: string): Promise<Result>;
  search(question: Question): Promise<{ result: Result; entries: Entry[]; next?: Buffer }>;
  /** What the server showed of itself. */
  certificate(): string | undefined;
}

/**
 * Speaks LDAP over a connected socket, with TLS as the settings say.
 * @throws Refusal `sources.unavailable`
 */
export async function ldapLine(
  socket: Socket,
  settings: LdapSettings,
  host: string,
): Promise<LdapLine> {
  const { tls, patience_ms } = settings;
  // Whoever listens there reads every password that is typed here (RFC 4513 §6.3).
  if (tls === 'off' && !within(['127.0.0.0/8', '::1/128'], socket.remoteAddress ?? '')) {
    socket.destroy();
    throw unavailable('directory in clear beyond this machine');
  }
  let secure: TLSSocket | undefined;
  if (tls === 'starttls') await startTls(exchangeOver(socket), socket);
  if (tls === 'starttls' || tls === 'ldaps') secure = await secured(socket, settings, host);
  const exchange = exchangeOver(secure ?? socket);
  return {
    socket,
    ended: exchange.ended,
    close() {
      exchange.tell((messageId) => new UnbindRequest({ messageId }));
      (secure ?? socket).end();
      socket.destroySoon();
    },
    certificate: () => secure?.getPeerX509Certificate()?.toString(),
    async bind(dn, password) {
      // RFC 4513 §5.1.2: such a bind succeeds, and proves nothing.
      if (dn === '' || password === '') throw new Error('a bind needs a name and a password');
      const controls = [new Control(PASSWORD_POLICY)];
      const [last] = await exchange.ask(
        (messageId) => new BindRequest({ messageId, dn, password, controls }),
        operations.bind,
      );
      return readable(() => resultIn(whole(last)));
    },
    async search({ base, scope, filter, attributes, limit, page }) {
      const value = page && { size: page.size, ...(page.cookie && { cookie: page.cookie }) };
      const messages = await exchange.ask(
        (messageId) =>
          new SearchRequest({
            messageId,
            ...{ baseDN: base, scope, filter, attributes, sizeLimit: limit },
            timeLimit: Math.ceil(patience_ms / 1_000),
            derefAliases: 'never',
            ...(value && { controls: [new PagedResultsControl({ value })] }),
          }),
        operations.done,
        limit > 0 ? limit : page?.size,
      );
      return readable(() => {
        const result = resultIn(whole(messages.at(-1)));
        const next = cookieIn(result.controls.get(PagedResultsControl.type));
        return {
          result,
          // A reference leads to another server: it is not followed, and is no entry of this one.
          entries: messages
            .filter(({ operation }) => operation.tag === operations.entry)
            .map(entryIn),
          ...(next && { next }),
        };
      });
    },
  };
}

async function startTls(exchange: Exchange, socket: Socket): Promise<void> {
  try {
    const [last] = await exchange.ask(
      (messageId) => new ExtendedRequest({ messageId, oid: START_TLS }),
      operations.extended,
    );
    const { code } = readable(() => resultIn(whole(last)));
    if (code !== codes.success) throw unavailable(`directory StartTLS ${code}`);
    exchange.release();
  } catch (fault) {
    socket.destroy();
    throw fault;
  }
}

/** RFC 2696 §2: where the next page begins; none after the last. */
function cookieIn(control: Buffer | undefined): Buffer | undefined {
  if (!control) return undefined;
  const [value] = valuesIn(control);
  const [, cookie] = valuesIn(take(value, tags.sequence));
  const bytes = take(cookie, tags.octets);
  return bytes.length > 0 ? bytes : undefined;
}

function whole<T>(message: T | undefined): T {
  if (message === undefined) throw new BerFault('no answer');
  return message;
}

/** What is no answer to anybody is the source's fault. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof BerFault) throw unavailable('directory answer unreadable');
    throw fault;
  }
}
