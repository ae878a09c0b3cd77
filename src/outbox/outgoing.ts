import { lookup } from 'node:dns/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AddressWord, literalOf, mayGo, readAddress } from './address.ts';

/** Why a request was not made or came to nothing; a word that holds nothing of address or content. */
export type OutgoingWord =
  | AddressWord
  | 'bad_request'
  | 'unresolved'
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  | 'aborted'
  | 'redirected'
  | 'wrong_type'
  | 'encoded'
  | 'too_large';

export class OutgoingFault extends Error {
  readonly word: OutgoingWord;
  constructor(word: OutgoingWord) {
    super(word);
    this.name = 'OutgoingFault';
    this.word = word;
  }
}

export interface OutgoingRequest {
  /** CIDR blocks of private space that this may go to: those of the client or source (networks.ts). */
  networks: readonly string[];
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** The media types, in small letters, in which an answer's body is taken. */
  types?: readonly string[];
  /** The most that an answer's body may hold; absent: no body is read, the status is the answer. */
  maxBytes?: number;
  /** Of which answers, by their status, the body is wanted; all. The others are dropped unread. */
  reads?: (status: number) => boolean;
  /** A redirect is an answer, whose Location the caller judges; absent: it is a fault. Followed is none. */
  redirects?: 'told';
  /** Over everything: name, connection, headers and body. 5 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface OutgoingAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Empty where none was to be read, and where an answer that is no success came in another type. */
  body: Buffer;
}

/** What stands under a request; tests bring names and certificates of their own. */
export interface Ground {
  resolve(hostname: string): Promise<{ address: string; family: number }[]>;
  ca?: string;
}

const ground: Ground = { resolve: (hostname) => lookup(hostname, { all: true }) };

/** Set by the connection alone. */
const ours =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|expect|upgrade|te|trailer|proxy-.*)$/i;

/**
 * The one way out of the gateway (ADR 0013). Every address that the name has is checked, and those
 * checked are the only ones connected to; no redirect is followed, no proxy asked, no connection
 * shared. Throws OutgoingFault, and nothing else.
 */
export async function fetchGuarded(
  address: string,
  wanted: OutgoingRequest,
  { resolve, ca }: Ground = ground,
): Promise<OutgoingAnswer> {
  const url = readAddress(address);
  if (typeof url === 'string') throw new OutgoingFault(url);
  const patience = AbortSignal.timeout(wanted.timeoutMs ?? 5_000);
  const signal = wanted.signal ? AbortSignal.any([patience, wanted.signal]) : patience;
  const ended = new Promise<never>((_, reject) => {
    const end = () => reject(new OutgoingFault(patience.aborted ? 'timeout' : 'aborted'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  ended.catch(() => {});
  const checked = await Promise.race([addressesOf(url, wanted.networks, resolve), ended]);
  return Promise.race([exchange(url, checked, wanted, signal, ca), ended]);
}

/** The addresses of the host; not one of them may lie where the request must not go. */
async function addressesOf(url: URL, networks: readonly string[], resolve: Ground['resolve']) {
  const literal = literalOf(url);
  const found = literal
    ? [literal]
    : await resolve(url.hostname).catch(() => {
        throw new OutgoingFault('unresolved');
      });
  if (found.length === 0) throw new OutgoingFault('unresolved');
  if (!found.every(({ address }) => mayGo(url, address, networks)))
    throw new OutgoingFault('address_refused');
  return found;
}

function exchange(
  url: URL,
  checked: readonly { address: string; family: number }[],
  wanted: OutgoingRequest,
  signal: AbortSignal,
  ca: string | undefined,
): Promise<OutgoingAnswer> {
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = checked;
    if (options.all) done(null, [...checked]);
    else done(null, first?.address ?? '', first?.family);
  };
  const headers = Object.entries(wanted.headers ?? {}).filter(([name]) => !ours.test(name));
  const { method = 'GET', body } = wanted;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? overHttps : overHttp;
    const failed = (error: unknown) => reject(faultOf(error));
    let sent: ReturnType<typeof send>;
    try {
      sent = send(url, {
        method,
        signal,
        ca,
        lookup: pinned,
        // A connection of its own, that was checked for this request and no other; and no proxy.
        agent: false,
        rejectUnauthorized: true,
        maxHeaderSize: 16 * 1024,
        headers: {
          accept: wanted.types?.join(', ') ?? '*/*',
          'user-agent': 'songhua',
          ...Object.fromEntries(headers),
          'accept-encoding': 'identity',
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
        },
      });
    } catch (error) {
      failed(error);
      return;
    }
    sent.on('error', failed);
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      failed(new OutgoingFault('unreachable'));
    });
    sent.on('response', (response) => {
      read(response, wanted)
        .then(resolve, failed)
        // Dropped, not drained: an endless or dripping answer must not hold the connection.
        .finally(() => sent.destroy());
    });
    sent.end(body);
  });
}

async function read(
  response: IncomingMessage,
  { types = [], maxBytes, redirects, reads = () => true }: OutgoingRequest,
): Promise<OutgoingAnswer> {
  response.on('error', () => {});
  const { statusCode: status = 0, headers } = response;
  const nothing = { status, headers, body: Buffer.alloc(0) };
  if (status >= 300 && status < 400) {
    if (redirects === 'told') return nothing;
    throw new OutgoingFault('redirected');
  }
  if (maxBytes === undefined || status === 204 || !reads(status)) return nothing;
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const success = status >= 200 && status < 300;
  if (!types.includes(type)) {
    if (success) throw new OutgoingFault('wrong_type');
    return nothing;
  }
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) throw new OutgoingFault('encoded');
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw new OutgoingFault('too_large');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw new OutgoingFault('too_large');
    parts.push(part);
  }
  return { status, headers, body: Buffer.concat(parts) };
}

function faultOf(error: unknown): OutgoingFault {
  if (error instanceof OutgoingFault) return error;
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  if (/^ERR_(INVALID|HTTP_INVALID|UNESCAPED)/.test(code)) return new OutgoingFault('bad_request');
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|^ERR_(TLS|SSL)|^HOSTNAME_MISMATCH/.test(code))
    return new OutgoingFault('certificate');
  return new OutgoingFault('unreachable');
}
