import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { TLSSocket, type TlsOptions } from 'node:tls';

/** Stands on 127.0.0.1 before a real server, and can be told to behave as a broken network does. */
export interface Relay {
  port: number;
  /** `down`: nobody is let through; `slow`: taken, and never answered; `flood`: answers without end. */
  mood: 'passes' | 'down' | 'slow' | 'flood';
  /** Cuts what is open, as a restart of the server does. */
  cut(): void;
  open(): number;
  /** How many connections were made so far. */
  made(): number;
  stop(): Promise<void>;
}

/** With `tls`, PostgreSQL's request for TLS is answered here, and the server behind is spoken to in clear. */
export async function startRelay(to: NetConnectOpts, tls?: TlsOptions): Promise<Relay> {
  const sockets = new Set<Socket>();
  let made = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    made += 1;
    if (relay.mood === 'down') {
      client.destroy();
      return;
    }
    if (tls) {
      // The eight bytes of an SSLRequest; `S` says yes.
      client.once('readable', () => {
        client.read(8);
        client.write('S');
        join(new TLSSocket(client, { ...tls, isServer: true }));
      });
      return;
    }
    join(client);
  });
  function join(client: Socket): void {
    const real = keep(connect(to));
    client.on('error', () => real.destroy());
    client.on('data', (bytes) => {
      if (relay.mood === 'passes') real.write(bytes);
    });
    real.on('data', (bytes) => {
      if (relay.mood === 'flood') flood(client);
      else if (relay.mood === 'passes') client.write(bytes);
    });
    client.once('close', () => real.destroy());
    real.once('close', () => client.destroy());
    if (relay.mood === 'flood') flood(client);
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const relay: Relay = {
    port: (server.address() as { port: number }).port,
    mood: 'passes',
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    open: () => sockets.size,
    made: () => made,
    async stop() {
      relay.cut();
      await new Promise((done) => server.close(done));
    },
  };
  return relay;
}

/** The head of a packet that announces sixteen million bytes, and as many as are taken of them. */
function flood(client: Socket): void {
  const chunk = Buffer.alloc(64 * 1024, 0x44);
  client.write(Buffer.from([0xff, 0xff, 0xff, 0x00]));
  const more = () => {
    while (!client.destroyed && client.write(chunk));
  };
  client.on('drain', more);
  more();
}
