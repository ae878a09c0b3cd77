import { afterEach, describe, expect, it } from 'vitest';
import { postEvent } from '../../src/outbox/send.ts';
import { loopback } from './rig.ts';
import { type Site, site } from './site.ts';

let receiver: Site;
afterEach(() => receiver.stop());

async function answered(status: number, body?: string, type = 'application/json') {
  receiver = await site((_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body),
  );
  const url = `http://127.0.0.1:${receiver.port}/notices`;
  return postEvent(url, 'a.b.c', { networks: loopback });
}

describe('a notice that is pushed', () => {
  it('is accepted by 202, whatever else is in the answer', async () => {
    expect(await answered(202, 'fine', 'text/plain')).toEqual({ ok: true, status: 202 });
    expect(receiver.asked).toMatchObject([
      {
        method: 'POST',
        body: 'a.b.c',
        headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
      },
    ]);
  });

  it.each([200, 204])(
    'is not accepted by %d: a page that happens to be there says that',
    async (s) => {
      expect(await answered(s)).toEqual({ ok: false, fault: `status_${s}` });
    },
  );

  it.each([401, 404, 429, 500, 503])('is tried again after %d', async (status) => {
    expect(await answered(status)).toEqual({ ok: false, fault: `status_${status}` });
  });

  it('is given up after 410: the receiver is gone for good', async () => {
    expect(await answered(410)).toEqual({ ok: false, fault: 'status_410', final: true });
  });

  it.each(['invalid_request', 'invalid_issuer', 'invalid_audience', 'access_denied'])(
    'is given up after 400 with %s: the same token would meet the same',
    async (err) => {
      expect(await answered(400, JSON.stringify({ err }))).toEqual({
        ok: false,
        fault: err,
        final: true,
      });
    },
  );

  it.each(['invalid_key', 'authentication_failed'])(
    'is tried again after 400 with %s, which may pass',
    async (err) => {
      expect(await answered(400, JSON.stringify({ err }))).toEqual({ ok: false, fault: err });
    },
  );

  it.each([
    ['not JSON', '<p>no</p>', 'text/html'],
    ['broken', '{"err"', 'application/json'],
    ['null', 'null', 'application/json'],
    ['an error of its own', '{"err":"张三 at 10.0.0.1"}', 'application/json'],
  ])(
    'is tried again after 400 that is %s, and nothing of it is kept',
    async (_what, body, type) => {
      expect(await answered(400, body, type)).toEqual({ ok: false, fault: 'status_400' });
    },
  );
});
