// Whole, since it is one server: its framing, its operations and its misdeeds change together.
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { numberIn, readValue, type Value, valuesIn } from '../../src/sources/protocols/ldap-ber.ts';
import { certificate, key } from './table-certificate.ts';

/**
 * A small LDAP server on 127.0.0.1 (RFC 4511: bind with a password, search, StartTLS, unbind). What
 * it answers, a directory says (ldap-directory.ts). Not here: who may do what. Whole, since reading
 * and writing are the two sides of one message.
 */
export interface LdapServer {
  port: number;
  /** So many connections are open. */
  open(): number;
  made(): number;
  /** Ends every connection, as a restart does. */
  cut(): void;
  stop(): Promise<void>;
}

export interface Result {
  code: number;
  diagnostic?: string;
  /** Where it is said to lie instead. */
  referral?: string;
  /** By type. */
  controls?: Record<string, Buffer | undefined>;
}

export interface Asked {
  base: string;
  scope: 'base' | 'one' | 'sub';
  limit: number;
  /** Whether an entry is meant; the values of one of its attributes are asked for by name. */
  meant(valuesOf: (name: string) => (string | Buffer)[]): boolean;
  attributes: string[];
  controls: Map<string, Buffer | undefined>;
}

export interface Found {
  entries: { dn: string; attributes: [string, (string | Buffer)[]][] }[];
  /** Other servers that are said to hold more. */
  references?: string[];
  /** The entries come again and again. */
  endless?: boolean;
  result: Result;
}

/** What answers on one connection. */
export interface Answers {
  bind(dn: string, password: string, controls: Asked['controls']): Result;
  search(asked: Asked): Found;
}

/**
 * What goes out may be changed on the way: the message, and what it answers. Undefined: as it is. An
 * answer with a changed message is the last of its connection: nobody waits for what it may promise.
 */
export type Alter = (
  message: Buffer,
  about: 'bind' | 'entry' | 'done' | 'extended',
) => Buffer | undefined;

export interface Options {
  /** One for each connection. */
  answers(): Answers;
  port?: number;
  tls?: boolean;
  alter?: Alter;
  /** Refuses StartTLS, or puts an answer in clear behind it. */
  startTls?: () => 'refuse' | 'inject' | undefined;
}

export async function startLdapServer(options: Options): Promise<LdapServer> {
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((socket) => {
    made += 1;
    sockets.add(socket);
    // An entry and what ends the search are two writes: the second would wait for the first's receipt.
    socket.setNoDelay(true);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    serve(options.tls ? secured(socket) : socket, socket, options, options.answers());
  });
  await new Promise<void>((ready) => server.listen(options.port ?? 0, '127.0.0.1', ready));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    open: () => sockets.size,
    made: () => made,
    cut,
    async stop() {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}

const secured = (socket: Socket) => {
  const secure = new TLSSocket(socket, { isServer: true, key, cert: certificate });
  secure.on('error', () => socket.destroy());
  return secure;
};

const START_TLS = '1.3.6.1.4.1.1466.20037';

function serve(stream: Socket, raw: Socket, options: Options, answers: Answers): void {
  const { alter = () => undefined, startTls = () => undefined } = options;
  let rest: Buffer = Buffer.alloc(0);
  let leaving = false;
  const read = (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    try {
      for (;;) {
        const read = readValue(rest, 0, 1_000_000);
        if (!read) return;
        rest = rest.subarray(read.next);
        answer(valuesIn(read.value.bytes));
      }
    } catch {
      raw.destroy();
    }
  };
  stream.on('data', read);

  function answer([id, operation, controls]: Value[]): void {
    if (!id || !operation) throw new Error('no message');
    const send = (about: Parameters<Alter>[1], ...parts: Buffer[]) => {
      const message = value(0x30, value(0x02, id.bytes), ...parts);
      if (stream.destroyed || stream.writableEnded) return;
      const changed = alter(message, about);
      leaving ||= changed !== undefined;
      stream.write(changed ?? message);
      if (leaving && about !== 'entry') stream.end();
    };
    const parts = operation.tag === 0x42 ? [] : valuesIn(operation.bytes);
    const said = controlsIn(controls);
    if (operation.tag === 0x60) {
      const [, name, password] = parts;
      if (password?.tag !== 0x80) throw new Error('only passwords');
      const result = answers.bind(text(name), text(password), said);
      send('bind', ...resulted(0x61, result));
      return;
    }
    if (operation.tag === 0x63) {
      const { entries, references = [], endless, result } = answers.search(askedIn(parts, said));
      if (endless) {
        const [entry = Buffer.alloc(0)] = entries.map(entryOf);
        const message = value(0x30, value(0x02, id.bytes), entry);
        const more = () => {
          while (!raw.destroyed && stream.write(message));
        };
        stream.on('drain', more);
        more();
        return;
      }
      for (const entry of entries) send('entry', entryOf(entry));
      for (const url of references) send('entry', value(0x73, value(0x04, url)));
      send('done', ...resulted(0x65, result));
      return;
    }
    if (operation.tag === 0x77 && text(parts[0]) === START_TLS && stream === raw) {
      const how = startTls();
      send('extended', ...resulted(0x78, { code: how === 'refuse' ? 52 : 0 }));
      if (how === 'refuse') return;
      if (how === 'inject')
        stream.write(value(0x30, value(0x02, Buffer.from([2])), ...resulted(0x61, { code: 0 })));
      stream.off('data', read);
      serve(secured(raw), raw, options, answers);
      return;
    }
    raw.destroy();
  }
}

function askedIn(parts: Value[], controls: Asked['controls']): Asked {
  const [base, scope, , limit, , , filter, attributes] = parts;
  if (!scope || !limit || !filter || !attributes) throw new Error('no search');
  return {
    base: text(base),
    scope: (['base', 'one', 'sub'] as const)[numberIn(scope.bytes)] ?? 'base',
    limit: numberIn(limit.bytes),
    meant: (valuesOf) => holds(filter, valuesOf),
    attributes: valuesIn(attributes.bytes).map(text),
    controls,
  };
}

const plain = (value: string | Buffer): string => value.toString().toLowerCase();

/** A filter (RFC 4511 §4.5.1.7), without regard to case; other kinds hold for nobody. */
function holds({ tag, bytes }: Value, valuesOf: (name: string) => (string | Buffer)[]): boolean {
  if (tag === 0xa0) return valuesIn(bytes).every((part) => holds(part, valuesOf));
  if (tag === 0xa1) return valuesIn(bytes).some((part) => holds(part, valuesOf));
  if (tag === 0xa2) return valuesIn(bytes).every((part) => !holds(part, valuesOf));
  if (tag === 0x87) return valuesOf(bytes.toString()).length > 0;
  if (tag !== 0xa3 && tag !== 0xa9) return false;
  const parts = valuesIn(bytes);
  const [name, wanted] =
    tag === 0xa3
      ? parts
      : [parts.find((one) => one.tag === 0x82), parts.find((one) => one.tag === 0x83)];
  return valuesOf(text(name)).some((value) => plain(value) === plain(text(wanted)));
}

function controlsIn(controls: Value | undefined): Asked['controls'] {
  const said: Asked['controls'] = new Map();
  for (const control of controls ? valuesIn(controls.bytes) : []) {
    const [type, ...more] = valuesIn(control.bytes);
    said.set(text(type), more.find(({ tag }) => tag === 0x04)?.bytes);
  }
  return said;
}

function resulted(tag: number, { code, diagnostic = '', referral, controls }: Result): Buffer[] {
  const pointing = referral ? [value(0xa3, value(0x04, referral))] : [];
  const operation = value(
    tag,
    value(0x0a, Buffer.from([code])),
    value(0x04, ''),
    value(0x04, diagnostic),
    ...pointing,
  );
  if (!controls) return [operation];
  const list = Object.entries(controls).map(([type, said]) =>
    value(0x30, value(0x04, type), ...(said ? [value(0x04, said)] : [])),
  );
  return [operation, value(0xa0, ...list)];
}

const entryOf = ({ dn, attributes }: Found['entries'][number]): Buffer =>
  value(
    0x64,
    value(0x04, dn),
    value(
      0x30,
      ...attributes.map(([name, values]) =>
        value(0x30, value(0x04, name), value(0x31, ...values.map((one) => value(0x04, one)))),
      ),
    ),
  );

const text = (of: Value | undefined): string => {
  if (!of) throw new Error('missing');
  return of.bytes.toString('utf8');
};

/** One value in BER. */
export function value(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const { length } = bytes;
  const head =
    length < 0x80
      ? [length]
      : length < 0x1_00
        ? [0x81, length]
        : length < 0x1_00_00
          ? [0x82, length >> 8, length & 0xff]
          : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), bytes]);
}
