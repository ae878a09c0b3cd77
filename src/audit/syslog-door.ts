import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

/** A receiver of syslog over TLS (RFC 5425), as the settings name it. */
export interface Receiver {
  /** A name or an address; the receiver's certificate must be for it. */
  host: string;
  port: number;
  /** Files, read for each connection, so that a certificate may be renewed. */
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  /** Over everything: name, connection, messages, closing. 20 s. */
  timeoutMs?: number;
  /** How long nothing may happen between the last octet and our end of the connection. 200 ms. */
  settleMs?: number;
}

/** Where frames go; `syslog.ts` hands them over in order. */
export interface SyslogSink {
  /** Resolves when the receiver surely has taken all of them; else throws SyslogFault. */
  deliver(frames: readonly Buffer[], signal?: AbortSignal): Promise<void>;
}

/** Why nothing counts as sent; a word that holds nothing of address or content. */
export type SyslogWord =
  | 'files'
  | 'unresolved'
  | 'unreachable'
  | 'certificate'
  | 'tls'
  | 'cut'
  | 'timeout'
  | 'aborted';

export class SyslogFault extends Error {
  readonly word: SyslogWord;
  constructor(word: SyslogWord) {
    super(word);
    this.name = 'SyslogFault';
    this.word = word;
  }
}

/** How many octets are handed to the connection at once. */
const CHUNK = 64 * 1024;

/**
 * The one way out past outbox/outgoing.ts (ADR 0019): one connection for one batch. Syslog has no
 * answer, so the receiver's end of the connection stands for it: a system that closes with octets
 * unread resets the connection, and one that read everything to our end closes it in order.
 */
export const syslogSink = (receiver: Receiver): SyslogSink => ({
  async deliver(frames, signal) {
    const patience = AbortSignal.timeout(receiver.timeoutMs ?? 20_000);
    const both = signal ? AbortSignal.any([patience, signal]) : patience;
    const files = await filesOf(receiver);
    if (both.aborted) throw new SyslogFault(patience.aborted ? 'timeout' : 'aborted');
    await exchange(open(receiver, files), frames, both, {
      settleMs: receiver.settleMs ?? 200,
      endWord: () => (patience.aborted ? 'timeout' : 'aborted'),
    });
  },
});

async function filesOf({ ca, cert, key }: Receiver) {
  const read = async (path: string | undefined) => (path ? await readFile(path) : undefined);
  try {
    return { ca: await read(ca), cert: await read(cert), key: await read(key) };
  } catch {
    throw new SyslogFault('files');
  }
}

/** Throws `files` for a certificate or key that is none. */
function open({ host, port }: Receiver, files: Awaited<ReturnType<typeof filesOf>>): TLSSocket {
  try {
    return connect({
      ...{ host, port, ...files },
      // SNI has names only (RFC 6066 §3); the certificate is held against the host in either case.
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    });
  } catch {
    throw new SyslogFault('files');
  }
}

function exchange(
  socket: TLSSocket,
  frames: readonly Buffer[],
  signal: AbortSignal,
  { settleMs, endWord }: { settleMs: number; endWord: () => SyslogWord },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let ending = false;
    let ended = false;
    let settled: NodeJS.Timeout | undefined;
    const done = (fault?: unknown) => {
      clearTimeout(settled);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      if (fault) reject(fault);
      else resolve();
    };
    const abort = () => done(new SyslogFault(endWord()));
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', (error) => done(new SyslogFault(wordOf(error))));
    socket.on('end', () => {
      // It left before we did: what of ours it had read by then, nobody knows.
      if (ending) ended = true;
      else done(new SyslogFault('cut'));
    });
    socket.on('close', () => done(ended ? undefined : new SyslogFault('cut')));
    // Nothing is expected; what comes all the same is dropped.
    socket.resume();
    socket.once('secureConnect', () => {
      const end = () => {
        ending = true;
        socket.end();
      };
      write(socket, frames).then(
        () => {
          if (!socket.destroyed) settled = setTimeout(end, settleMs);
        },
        () => done(new SyslogFault('cut')),
      );
    });
  });
}

/** Resolves when the system has taken the last octet. */
async function write(socket: TLSSocket, frames: readonly Buffer[]): Promise<void> {
  let chunk: Buffer[] = [];
  let octets = 0;
  for (const [at, one] of frames.entries()) {
    chunk.push(one);
    octets += one.length;
    if (octets < CHUNK && at < frames.length - 1) continue;
    const whole = Buffer.concat(chunk);
    await new Promise<void>((resolve, reject) =>
      socket.write(whole, (error) => (error ? reject(error) : resolve())),
    );
    [chunk, octets] = [[], 0];
  }
}

function wordOf(error: unknown): SyslogWord {
  const code = String((error as { code?: unknown }).code ?? '');
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'unresolved';
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|^HOSTNAME_MISMATCH/.test(code)) return 'certificate';
  if (/^(ERR_(TLS|SSL)|EPROTO)/.test(code)) return 'tls';
  return /^(ECONNREFUSED|E(HOST|NET)UNREACH|ETIMEDOUT|EADDR)/.test(code) ? 'unreachable' : 'cut';
}
