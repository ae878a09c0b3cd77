import { Refusal } from '../../errors.ts';
import { Unreadable } from '../unreadable.ts';
import { readAnswer, type Said } from './cas-answer.ts';
import { type CasSettings, validateAddress } from './cas-settings.ts';
import { badAnswer } from './oidc-faults.ts';
import { outgoing, unavailable } from './outgoing.ts';

/**
 * What servers answer in. Plain text and no type at all are how some refuse a ticket in the words of
 * version 1 (`no`): that is no CAS answer, but nothing that a browser could not bring about either.
 */
const TYPES = [
  ...['text/xml', 'application/xml', 'application/soap+xml', 'application/json'],
  ...['text/plain', ''],
];

/** Character sets that departments answer in; GBK and its kin are read as GB 18030, which holds them. */
const charsets: Record<string, string> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
};

/** A ticket that no server gives out, to see whether it answers as a CAS server does. */
const NO_TICKET = 'ST-0-songhua-asks-whether-you-are-there';

/**
 * What no browser can bring about with a ticket of the right shape: it does not know us. INTERNAL_ERROR
 * is not among them: nobody can say which ticket makes a server stumble.
 */
const ourRegistration = new Set(['INVALID_REQUEST', 'UNAUTHORIZED_SERVICE']);

const underWay = new Map<string, Promise<void>>();

/**
 * Has a ticket validated, once, for the service it was asked for (CAS Protocol 3.0 §2.5). Gives
 * whom it was given to. Throws Refusal `sources.bad_answer` when the ticket does not hold, and
 * `sources.unavailable` when the server is broken or does not know us.
 */
export async function validate(
  settings: CasSettings,
  asked: { service: string; ticket: string; renew: boolean },
): Promise<Said & { valid: true }> {
  const said = await ask(settings, asked);
  if (said.valid) return said;
  if (ourRegistration.has(said.code)) throw unavailable(`validate ${said.code}`);
  throw badAnswer(`validate ${/^[\w.-]{1,60}$/.test(said.code) ? said.code : 'failure'}`);
}

/**
 * Looks whether the server is there and answers in CAS, so that nobody is sent to one that is not;
 * it needs nobody and leaves nothing there. Callers at one moment share one request. A server that
 * takes a ticket nobody gave out takes everything. Throws Refusal `sources.unavailable`.
 */
export function look(settings: CasSettings, service: string | undefined): Promise<void> {
  const key = JSON.stringify([
    validateAddress(settings),
    settings,
    service && new URL(service).origin,
  ]);
  const running = underWay.get(key);
  if (running) return running;
  const asked = { service: service ?? 'https://songhua.invalid/probe', ticket: NO_TICKET };
  const looking = ask(settings, { ...asked, renew: false })
    .catch((error: unknown) => {
      // Nobody's words stand in this answer: whatever is wrong with it is the server's.
      if (!(error instanceof Refusal)) throw error;
      throw unavailable(`look ${error.detail.words?.['fault'] ?? ''}`);
    })
    .then((said) => {
      if (said.valid) throw unavailable('look takes any ticket');
      const expected = service === undefined ? 'UNAUTHORIZED_SERVICE' : '';
      const broken = ourRegistration.has(said.code) || said.code === 'INTERNAL_ERROR';
      if (broken && said.code !== expected) throw unavailable(`look ${said.code}`);
    })
    .finally(() => underWay.delete(key));
  underWay.set(key, looking);
  return looking;
}

async function ask(
  settings: CasSettings,
  { service, ticket, renew }: { service: string; ticket: string; renew: boolean },
): Promise<Said> {
  const url = validateAddress(settings);
  url.searchParams.set('service', service);
  url.searchParams.set('ticket', ticket);
  if (renew) url.searchParams.set('renew', 'true');
  if (settings.format === 'JSON') url.searchParams.set('format', 'JSON');
  const response = await outgoing(settings, TYPES)(url.href, {
    method: 'GET',
    body: undefined,
    redirect: 'manual',
    headers: { accept: 'application/xml, text/xml, application/json' },
  });
  const body = new Uint8Array(await response.arrayBuffer());
  // Some servers answer a ticket that does not hold with 4xx, and say so in the body.
  if (body.length === 0) throw new Unreadable(`validate HTTP ${response.status}`);
  return readAnswer(settings, decoded(body, response.headers.get('content-type') ?? ''));
}

/** By the header, else by the document's own word, else UTF-8 (RFC 7303 §3). */
function decoded(body: Uint8Array, type: string): string {
  const start = Buffer.from(body.subarray(0, 200)).toString('latin1');
  const named =
    /charset="?([\w-]+)/i.exec(type)?.[1] ??
    /^(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding=["']([\w-]+)["']/.exec(start)?.[1] ??
    'utf-8';
  const charset = charsets[named.toLowerCase()];
  if (!charset) throw badAnswer('charset');
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw badAnswer('charset');
  }
}
