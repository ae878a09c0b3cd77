import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** One mail as the relay took it: the envelope, and the text behind DATA. */
export interface Mail {
  from: string;
  to: string;
  data: string;
  at: Date;
  /** The session was under TLS when it came. */
  tls: boolean;
}

export type RelayMisdeed = 'silent' | 'refuses_login' | 'no_starttls' | 'hangs_up' | 'busy';

interface Options {
  certificate?: { cert: string; key: string };
  login?: { user: string; password: string };
}

/** A mail relay (RFC 5321, STARTTLS of RFC 3207, AUTH PLAIN of RFC 4954), no more than is needed. */
export async function startMailRelay({ certificate, login }: Options = {}) {
  const mails: Mail[] = [];
  const waiting: (() => void)[] = [];
  const sockets = new Set<Socket>();
  /** Recipients it refuses, with the reply. */
  const refuses = new Map<string, string>();
  const relay = { misdeed: undefined as RelayMisdeed | undefined };

  function serve(socket: Socket, tls: boolean): void {
    sockets.add(socket);
    socket.on('error', () => {});
    if (relay.misdeed === 'silent') return;
    const say = (line: string) => socket.write(`${line}\r\n`);
    let mail = { from: '', to: '', tls };
    let lines: string[] | undefined;
    let rest = '';
    const onData = (chunk: Buffer) => {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (lines && line !== '.') lines.push(line.replace(/^\.\./, '.'));
        else if (lines) {
          mails.push({ ...mail, data: lines.join('\n'), at: new Date() });
          lines = undefined;
          say('250 taken');
          for (const told of waiting.splice(0)) told();
        } else command(line);
      }
    };
    socket.on('data', onData);
    if (!tls) say('220 relay.test');

    function command(line: string): void {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') {
        say('250-relay.test');
        if (certificate && !tls && relay.misdeed !== 'no_starttls') say('250-STARTTLS');
        if (login) say('250-AUTH PLAIN');
        say('250 8BITMIME');
      } else if (verb === 'STAR' && certificate) {
        say('220 go on');
        socket.off('data', onData);
        const secureContext = createSecureContext(certificate);
        serve(new TLSSocket(socket, { isServer: true, secureContext }), true);
      } else if (verb === 'AUTH') {
        const given = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString();
        const right = login && given === `\0${login.user}\0${login.password}`;
        say(right && relay.misdeed !== 'refuses_login' ? '235 in' : '535 not in');
      } else if (verb === 'MAIL') {
        if (relay.misdeed === 'hangs_up') return void socket.destroy();
        mail = { ...mail, from: addressIn(line) };
        say(relay.misdeed === 'busy' ? '451 later' : '250 well');
      } else if (verb === 'RCPT') {
        mail = { ...mail, to: addressIn(line) };
        say(refuses.get(mail.to) ?? '250 well');
      } else if (verb === 'DATA') {
        lines = [];
        say('354 go on');
      } else if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('250 well');
    }
  }

  const server = createServer((socket) => serve(socket, false));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(relay, {
    port,
    mails,
    refuses,
    settings: {
      host: '127.0.0.1',
      port,
      tls: false,
      user: login?.user,
      password: login?.password,
      from: '统一身份认证 <no-reply@id.example.cn>',
      ca: undefined as string | undefined,
    },
    env: { MAIL_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'no-reply@id.example.cn' },
    /** Until another mail comes, to whomever. */
    nextMail: () => new Promise<void>((told) => waiting.push(told)),
    async mailTo(to: string): Promise<Mail> {
      for (;;) {
        const found = mails.findLast((one) => one.to === to);
        if (found) return found;
        await new Promise<void>((told) => waiting.push(told));
      }
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  });
}

const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';

export type MailRelay = Awaited<ReturnType<typeof startMailRelay>>;
