import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedCalls } from './signed-calls.ts';

/** One text as it came; `id` says whether it came before. */
export interface Text {
  id: string;
  to: string;
  template: string;
  words: Record<string, string>;
  lang: string;
  at: Date;
}

const testKey = { key_id: 'songhua-test', secret: 'a-secret-of-sixteen-and-more' };

/**
 * A gateway of SMS routes at this address, for a server that hands it what comes there: takes what is
 * signed, and keeps what it "sent".
 */
export function smsGatewayAt(url: string, key = testKey, now: () => Date = () => new Date()) {
  const calls = signedCalls(key, now);
  const sent: Text[] = [];
  const refuses = new Map<string, string>();
  const waiting: (() => void)[] = [];
  return {
    url,
    calls,
    sent,
    /** Numbers it does not take, each with its word. */
    refuses,
    answer: (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      calls.handle(request, response, (body) => {
        const text = body as unknown as Text;
        const reason = refuses.get(text.to);
        if (reason) return { accepted: false, reason };
        if (sent.some(({ id }) => id === text.id)) return { accepted: false, reason: 'duplicate' };
        sent.push({ ...text, at: now() });
        for (const told of waiting.splice(0)) told();
        return { accepted: true };
      }),
    settings: {
      url,
      key_id: calls.key_id,
      secret: calls.secret,
      networks: ['127.0.0.0/8'],
      templates: { one_time_code: 'T1', 'one_time_code.ko': 'T2' },
    },
    /** The same as settings of the process. */
    env: {
      SMS_URL: url,
      SMS_KEY: `${calls.key_id}:${calls.secret}`,
      SMS_TEMPLATES: 'one_time_code=T1,one_time_code.ko=T2',
      OUTSIDE_NETWORKS: '127.0.0.0/8',
    },
    /** The last text to a number, once there are `count` of them. */
    async textTo(to: string, count = 1): Promise<Text> {
      for (;;) {
        const theirs = sent.filter((text) => text.to === to);
        if (theirs.length >= count) return theirs.at(-1) as Text;
        await new Promise<void>((told) => waiting.push(told));
      }
    },
  };
}

/** The same with a server of its own. */
export async function startSmsGateway(now?: () => Date) {
  const server = createServer((request, response) => void gateway.answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const gateway = smsGatewayAt(`http://127.0.0.1:${port}/send`, testKey, now);
  return Object.assign(gateway, {
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

export type SmsGateway = Awaited<ReturnType<typeof startSmsGateway>>;
