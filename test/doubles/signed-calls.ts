import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from './http.ts';

/** What a party that speaks the signed call does wrong. */
export type Misdeed =
  | 'silent'
  | 'status'
  | 'unsigned'
  | 'foreign_signature'
  | 'replayed'
  | 'no_json'
  | 'html'
  | 'huge'
  | 'redirects';

export interface SignedCalls {
  key_id: string;
  /** Another one, and our calls are no longer let in. */
  secret: string;
  /** Set to have the next answers go wrong. */
  misdeed: Misdeed | undefined;
  /** Answers one call: 401 when its signature, key or time is not right. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (body: Record<string, unknown>) => object | Promise<object>,
  ): Promise<void>;
}

const sign = (secret: string, lines: string[]) =>
  createHmac('sha256', secret).update(lines.join('\n')).digest('base64url');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The other side of the signed call, written from docs/newcomers.md and not from our code. */
export function signedCalls(
  key: { key_id: string; secret: string },
  now: () => Date = () => new Date(),
): SignedCalls {
  const calls: SignedCalls = {
    ...key,
    misdeed: undefined,
    async handle(request, response, answer) {
      const body = await bodyOf(request);
      const given = (name: string) => String(request.headers[name] ?? '');
      const signature = given('songhua-signature');
      const time = given('songhua-time');
      const right = sign(calls.secret, ['POST', request.url ?? '', time, sha256(body)]);
      const late = Math.abs(now().getTime() - Number(time)) > 5 * 60_000;
      if (given('songhua-key') !== key.key_id || signature !== right || late) {
        response.writeHead(401).end();
        return;
      }
      const text = JSON.stringify(await answer(JSON.parse(body)));
      // Answered by whoever stops the double.
      if (calls.misdeed === 'silent') return;
      reply(response, text, signature);
    },
  };
  let last: { text: string; signed: string } | undefined;

  function reply(response: ServerResponse, text: string, signature: string): void {
    const { misdeed } = calls;
    const type = misdeed === 'html' ? 'text/html' : 'application/json';
    if (misdeed === 'status') return void response.writeHead(502).end();
    if (misdeed === 'redirects') {
      return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    }
    const said =
      misdeed === 'no_json' ? 'yes' : misdeed === 'huge' ? `"${'x'.repeat(70_000)}"` : text;
    const secret = misdeed === 'foreign_signature' ? 'of-somebody-else-entirely' : calls.secret;
    const signed = sign(secret, [signature, sha256(said)]);
    if (misdeed === 'replayed' && last) {
      response.writeHead(200, { 'content-type': type, 'songhua-signature': last.signed });
      return void response.end(last.text);
    }
    last = { text: said, signed };
    response.writeHead(200, {
      'content-type': type,
      ...(misdeed !== 'unsigned' && { 'songhua-signature': signed }),
    });
    response.end(said);
  }
  return calls;
}
