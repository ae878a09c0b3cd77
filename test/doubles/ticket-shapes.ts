import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A person with an account there, in the words of the shape. */
export type TicketAccount = Record<string, unknown>;

/** What was handed out to us on connection. */
export const handedOut = () => ({
  app_id: 'songhua-app',
  rid: 'rid-of-songhua',
  sid: 'sid-of-user-service',
  access_key: 'key-of-songhua',
  secret: randomBytes(16).toString('hex'),
});

export type HandedOut = ReturnType<typeof handedOut>;

/** A platform as it is publicly known (DOMAIN 1.5 and the third of its facts). */
export interface Shape {
  /** Parameters of its sign-in, and what comes back. */
  app: string;
  callback: string;
  ticket: string;
  /** In the bodies of its calls. */
  ticketIn: string;
  tokenIn: string;
  body: 'form' | 'json';
  /** The key of the account, and where its number stands. */
  subject: string;
  number: string;
  signed(headers: IncomingHttpHeaders, url: URL, keys: HandedOut, now: Date): boolean;
  /** Settings of ours, beside addresses. */
  settings(keys: HandedOut): Record<string, unknown>;
}

const SKEW_MS = 5 * 60_000;

const hmac = (text: string, secret: string) =>
  createHmac('sha256', secret).update(text).digest('base64');

export const shapes = {
  /** Headers with the joined three, and the time in milliseconds. */
  national: {
    ...{ app: 'appid', callback: 'redirect', ticket: 'st', ticketIn: 'st' },
    ...{ tokenIn: 'accessToken', body: 'form', subject: 'userId', number: 'idNo' },
    signed(headers, _url, { rid, sid, secret }, now) {
      const time = String(headers['gjzwfwpt_rtime']);
      return (
        headers['gjzwfwpt_rid'] === rid &&
        headers['gjzwfwpt_sid'] === sid &&
        Math.abs(Number(time) - now.getTime()) <= SKEW_MS &&
        headers['gjzwfwpt_sign'] === hmac(sid + rid + time, secret)
      );
    },
    settings: ({ app_id, rid, sid, secret }) => ({ app_id, national: { rid, sid, secret } }),
  },
  /** Headers over the request line and a date. */
  zhejiang: {
    ...{ app: 'servicecode', callback: 'redirectUrl', ticket: 'ticket', ticketIn: 'ticketId' },
    ...{ tokenIn: 'token', body: 'json', subject: 'userid', number: 'idnum' },
    signed(headers, url, { access_key, secret }, now) {
      const date = String(headers['x-bg-date-time']);
      const text = `POST\n${url.pathname}\n\n${access_key}\n${date}\n`;
      return (
        headers['x-bg-hmac-access-key'] === access_key &&
        headers['x-bg-hmac-algorithm'] === 'hmac-sha256' &&
        Math.abs(Date.parse(date) - now.getTime()) <= SKEW_MS &&
        headers['x-bg-hmac-signature'] === hmac(text, secret)
      );
    },
    settings: ({ app_id, access_key, secret }) => ({
      app_id,
      signing: { kind: 'headers', algorithm: 'hmac-sha256', access_key, secret },
    }),
  },
} satisfies Record<string, Shape>;

export type ShapeName = keyof typeof shapes;
