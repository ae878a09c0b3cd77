import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import * as made from './syslog-certificates.ts';

/** A message as RFC 5424 §6 splits it. */
export interface Received {
  text: string;
  pri: number;
  at: string;
  host: string;
  app: string;
  process: string;
  kind: string;
  /** Parameters of the one element of structured data, unescaped; `id` is its SD-ID. */
  id: string;
  data: Record<string, string>;
  /** MSG; '' where there is none. */
  msg: string;
}

/** A real receiver of syslog over TLS on 127.0.0.1, and what may be wrong with one. */
export interface SyslogReceiver {
  host: '127.0.0.1';
  port: number;
  /** The file with the authority of its certificate. */
  ca: string;
  /** Files of its directory by name: `other-ca`, `client.pem`, `client.key`. */
  file(name: string): string;
  /**
   * `takes`; `hangs`: takes the connection and reads nothing; `never_closes`: reads everything and
   * keeps its end open; `resets_at_end`: reads everything, and resets at our end; `cuts`: resets after `cutAfter` messages of a connection; `leaves`: closes in
   * order after so many, whatever comes.
   */
  mood: 'takes' | 'hangs' | 'never_closes' | 'resets_at_end' | 'cuts' | 'leaves';
  cutAfter: number;
  messages: Received[];
  /** How many connections came to TLS, and how many are open. */
  made(): number;
  open(): number;
  /** Listens no more; `up` listens again at the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSyslogReceiver(options: TlsOptions = {}): Promise<SyslogReceiver> {
  const directory = mkdtempSync(join(tmpdir(), 'songhua-syslog-'));
  const file = (name: string) => join(directory, name);
  writeFileSync(file('ca.pem'), made.authority);
  writeFileSync(file('other-ca.pem'), made.otherAuthority);
  writeFileSync(file('client.pem'), made.clientCertificate);
  writeFileSync(file('client.key'), made.clientKey);
  const raw = new Set<Socket>();
  let made_ = 0;
  const start = (port: number) => {
    const server = createServer(
      { cert: made.certificate, key: made.key, ca: made.authority, ...options },
      (socket) => {
        made_ += 1;
        serve(socket);
      },
    );
    server.on('connection', (socket: Socket) => {
      raw.add(socket);
      socket.once('close', () => raw.delete(socket));
    });
    server.on('tlsClientError', () => {});
    return new Promise<typeof server>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  };
  function serve(socket: TLSSocket) {
    let rest = Buffer.alloc(0);
    let taken = 0;
    socket.on('error', () => {});
    if (receiver.mood === 'hangs') {
      socket.pause();
      return;
    }
    socket.allowHalfOpen = /^(never_closes|resets_at_end)$/.test(receiver.mood);
    const reset = () => {
      for (const one of raw) one.resetAndDestroy();
    };
    if (receiver.mood === 'resets_at_end') socket.once('end', reset);
    const gone = () => receiver.mood === 'cuts' || receiver.mood === 'leaves';
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        if (gone() && taken >= receiver.cutAfter) {
          if (receiver.mood === 'cuts') reset();
          else socket.end();
          return;
        }
        const one = firstFrame(rest);
        if (!one) return;
        receiver.messages.push(parse(one.text));
        rest = rest.subarray(one.length);
        taken += 1;
      }
    });
  }
  let server = await start(0);
  const { port } = server.address() as AddressInfo;
  const receiver: SyslogReceiver = {
    host: '127.0.0.1',
    port,
    ca: file('ca.pem'),
    file,
    mood: 'takes',
    cutAfter: 0,
    messages: [],
    made: () => made_,
    open: () => raw.size,
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of raw) socket.destroy();
      }),
    async up() {
      server = await start(port);
    },
    async stop() {
      if (server.listening) await receiver.down();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return receiver;
}

/** MSG-LEN SP SYSLOG-MSG (RFC 6587 §3.4.1); undefined while it is not whole. Throws where it is none. */
function firstFrame(bytes: Buffer): { text: string; length: number } | undefined {
  const space = bytes.subarray(0, 8).indexOf(' ');
  if (space < 0 && bytes.length < 8) return undefined;
  const digits = bytes.subarray(0, Math.max(0, space)).toString('latin1');
  if (!/^[1-9]\d{0,6}$/.test(digits)) throw new Error(`no frame: ${bytes.subarray(0, 40)}`);
  const end = space + 1 + Number(digits);
  if (bytes.length < end) return undefined;
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    bytes.subarray(space + 1, end),
  );
  return { text, length: end };
}

/** Strict: what RFC 5424 §6 does not allow is a fault of the test. */
export function parse(text: string): Received {
  const [whole, pri, at, host, app, process, kind, id] =
    /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) \[([^ ="\]]{1,32})/.exec(
      text,
    ) ?? [];
  if (whole === undefined) throw new Error(`no message of RFC 5424: ${text}`);
  const param = / ([^ ="\]]{1,32})="((?:[^"\\\]]|\\["\\\]])*)"/y;
  param.lastIndex = whole.length;
  const data: Record<string, string> = {};
  let until = whole.length;
  for (let one = param.exec(text); one; one = param.exec(text)) {
    data[one[1] as string] = (one[2] as string).replaceAll(/\\(.)/gs, '$1');
    until = param.lastIndex;
  }
  const rest = text.slice(until);
  if (!/^\]( |$)/.test(rest)) throw new Error(`no structured data: ${text}`);
  return {
    ...{ text, pri: Number(pri), at: at as string, host: host as string, app: app as string },
    ...{ process: process as string, kind: kind as string, id: id as string, data },
    msg: rest.slice(2),
  };
}
