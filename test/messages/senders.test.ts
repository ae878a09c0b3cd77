import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigFaults } from '../../config/faults.ts';
import { mailSender } from '../../src/messages/mail.ts';
import { makeSenders } from '../../src/messages/senders.ts';
import { smsSender } from '../../src/messages/sms.ts';
import { startMailRelay } from '../doubles/mail-relay.ts';
import { startSmsGateway } from '../doubles/sms-gateway.ts';
import { authority, certificate, key } from '../doubles/syslog-certificates.ts';
import { testClock } from '../support/clock.ts';
import { conforms } from './conformance.ts';

const sending = {
  id: '0193a5c0-0000-7000-8000-000000000001',
  words: { code: '048261', minutes: 10 },
};

conforms('SMS', async () => {
  const clock = testClock();
  const gateway = await startSmsGateway(() => clock.now());
  const { calls } = gateway;
  return {
    sender: smsSender({ ...gateway.settings, patience_ms: 400 }, clock),
    to: '+8619900000001',
    received: () => gateway.sent.map(({ to, words }) => ({ to, says: Object.values(words) })),
    down: () => gateway.stop(),
    silent: () => {
      calls.misdeed = 'silent';
    },
    locked_out: () => {
      calls.secret = 'a-secret-that-we-were-not-told';
    },
    talks_nonsense: () => {
      gateway.refuses.set('+8619900000001', 'because');
    },
    busy: () => {
      gateway.refuses.set('+8619900000001', 'limit');
    },
    refuses: (to) => gateway.refuses.set(to, 'number'),
    stop: () => gateway.stop().catch(() => {}),
  };
});

conforms('mail', async () => {
  const relay = await startMailRelay({ login: { user: 'songhua', password: 'river-417' } });
  return {
    sender: mailSender(relay.settings, { patience_ms: 1_500 }),
    to: 'somebody@example.test',
    received: () => relay.mails.map(({ to, data }) => ({ to, says: [decoded(data)] })),
    down: () => relay.stop(),
    silent: () => {
      relay.misdeed = 'silent';
    },
    locked_out: () => {
      relay.misdeed = 'refuses_login';
    },
    talks_nonsense: () => {
      relay.misdeed = 'hangs_up';
    },
    busy: () => {
      relay.misdeed = 'busy';
    },
    refuses: (to) => relay.refuses.set(to, '550 no such mailbox'),
    stop: () => relay.stop().catch(() => {}),
  };
});

/** The text of a mail, whichever way it was made fit for the wire. */
function decoded(data: string): string {
  const [head = '', ...body] = data.split('\n\n');
  const text = body.join('\n\n');
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString();
  const soft = text.replace(/=\n/g, '');
  return decodeURIComponent(soft.replace(/%/g, '%25').replace(/=([0-9A-F]{2})/g, '%$1'));
}

describe('the gateway of SMS', () => {
  it.each([
    'status',
    'unsigned',
    'foreign_signature',
    'no_json',
    'html',
    'huge',
    'redirects',
  ] as const)('is not believed when its answer is %s', async (misdeed) => {
    const gateway = await startSmsGateway();
    gateway.calls.misdeed = misdeed;
    const sender = smsSender(gateway.settings, { now: () => new Date() });
    const outcome = await sender.send({
      ...sending,
      to: '+8619900000001',
      template: 'one_time_code',
      lang: 'ko',
    });
    expect(outcome).toMatchObject({ ok: false });
    expect(outcome).not.toHaveProperty('final');
    await gateway.stop();
  });

  it('is not believed when it repeats what it said to another call', async () => {
    const gateway = await startSmsGateway();
    const sender = smsSender(gateway.settings, { now: () => new Date() });
    const to = { to: '+8619900000001', template: 'one_time_code', lang: 'en' } as const;
    expect(await sender.send({ ...sending, ...to })).toMatchObject({ ok: true });
    gateway.calls.misdeed = 'replayed';
    expect(await sender.send({ ...sending, ...to, words: { code: '1', minutes: 1 } })).toEqual({
      ok: false,
      fault: 'bad_signature',
    });
    await gateway.stop();
  });

  it("gets the route's code of the template in the person's language, where there is one", async () => {
    const gateway = await startSmsGateway();
    const sender = smsSender(gateway.settings, { now: () => new Date() });
    for (const [at, lang] of (['zh-CN', 'ko', 'en'] as const).entries())
      await sender.send({
        ...sending,
        id: `a${at}`,
        to: '+8619900000001',
        template: 'one_time_code',
        lang,
      });
    expect(gateway.sent.map(({ template }) => template)).toEqual(['T1', 'T2', 'T1']);
    await gateway.stop();
  });
});

describe('the mail relay', () => {
  const mail = {
    ...sending,
    to: 'somebody@example.test',
    template: 'one_time_code',
    lang: 'en',
  } as const;

  it('is spoken to under TLS where it offers that, and its certificate is checked', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'songhua-mail-'));
    const ca = join(dir, 'ca.pem');
    writeFileSync(ca, authority);
    const relay = await startMailRelay({ certificate: { cert: certificate, key } });
    expect(await mailSender(relay.settings).send(mail)).toEqual({
      ok: false,
      fault: 'certificate',
    });
    expect(relay.mails).toEqual([]);
    expect(await mailSender({ ...relay.settings, ca }).send(mail)).toMatchObject({ ok: true });
    expect(relay.mails).toMatchObject([{ to: mail.to, tls: true }]);
    await relay.stop();
    await rm(dir, { recursive: true });
  });

  it('gets the same Message-ID at every attempt', async () => {
    const relay = await startMailRelay();
    await mailSender(relay.settings).send(mail);
    await mailSender(relay.settings).send(mail);
    const ids = relay.mails.map(({ data }) => /^message-id: (.*)$/im.exec(data)?.[1]);
    expect(ids[0]).toContain(mail.id);
    expect(ids[1]).toBe(ids[0]);
    await relay.stop();
  });
});

describe('what is not configured', () => {
  it('is not offered: no channel, and no template that the route does not know', () => {
    const clock = testClock();
    const none = makeSenders({}, clock);
    expect([none.offers('sms', 'one_time_code'), none.offers('mail', 'one_time_code')]).toEqual([
      false,
      false,
    ]);
    const party = { url: 'https://sms.test/', key_id: 'a', secret: 'b'.repeat(16), networks: [] };
    expect(
      makeSenders({ sms: { ...party, templates: {} } }, clock).offers('sms', 'one_time_code'),
    ).toBe(false);
    expect(
      makeSenders({ sms: { ...party, templates: { one_time_code: 'T' } } }, clock).offers(
        'sms',
        'one_time_code',
      ),
    ).toBe(true);
  });

  it.each(['one_code', 'one_time_code.fr', 'one_time_code.ko.x'])(
    'a template that is none of ours stops the start: %s',
    (name) => {
      const party = { url: 'https://sms.test/', key_id: 'a', secret: 'b'.repeat(16), networks: [] };
      expect(() =>
        makeSenders({ sms: { ...party, templates: { [name]: 'T' } } }, testClock()),
      ).toThrow(ConfigFaults);
    },
  );
});
