import { afterEach, describe, expect, it } from 'vitest';
import { postForm } from '../../src/outbox/send.ts';
import { type FaultyClient, faultyClient, type Mode } from '../doubles/faulty-client.ts';
import { loopback } from './rig.ts';

let client: FaultyClient;
afterEach(() => client.stop());

const told = async (mode: Mode, timeoutMs?: number) => {
  client = await faultyClient(mode);
  return postForm(client.url, { logout_token: 'a.b.c' }, { networks: loopback, timeoutMs });
};

describe('one POST to a client', () => {
  it('that is accepted gives the status, and the client gets the form', async () => {
    expect(await told('accept')).toEqual({ ok: true, status: 200 });
    expect(client.received).toEqual([{ logout_token: 'a.b.c' }]);
  });

  it('that is answered with 500 is a fault that names the status and nothing of the answer', async () => {
    expect(await told('refuse')).toEqual({ ok: false, fault: 'status_500' });
  });

  it('is not sent on to where a redirect leads', async () => {
    expect(await told('redirect')).toEqual({ ok: false, fault: 'redirected' });
    expect(client.redirected).toBe(0);
  });

  it('that is never answered ends with the time-out', async () => {
    expect(await told('hang', 30)).toEqual({ ok: false, fault: 'timeout' });
  });

  it('that is answered without end counts by its status; the answer is not read', async () => {
    expect(await told('endless')).toEqual({ ok: true, status: 200 });
  });

  it('to where nobody listens is a fault without the address in it', async () => {
    client = await faultyClient();
    await client.down();
    expect(await postForm(client.url, {}, { networks: loopback })).toEqual({
      ok: false,
      fault: 'unreachable',
    });
  });
});
