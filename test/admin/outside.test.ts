import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as messages from '../../src/messages/messages.ts';
import * as outbox from '../../src/outbox/outbox.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { type AuthorityDouble, startAuthority } from '../doubles/authority.ts';
import { type SmsGateway, startSmsGateway } from '../doubles/sms-gateway.ts';
import { type Console, startConsole } from './console.ts';

const PATH = '/admin/outside';

/** Each row of the page as its words, by the name of the service. */
async function rowsOf(hall: Console, lang: (typeof langs)[number] = 'zh-CN') {
  const who = await hall.as('system_administrator', 'province');
  const answer = await who.get(PATH, { accept: 'text/html', 'accept-language': lang });
  expect(answer.status).toBe(200);
  const page = await answer.text();
  const words = (html: string) =>
    html
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const rows = [...page.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => words(row));
  const t = sentences(lang).console.outside;
  const of = (id: keyof typeof t.names) => rows.find((row) => row.startsWith(t.names[id])) ?? '';
  return { of, t };
}

describe('where nothing outside is configured', () => {
  let hall: Console;
  beforeAll(async () => {
    hall = await startConsole();
  }, 60_000);
  afterAll(() => hall?.stop());

  test.each(langs)(
    'the page says so of each, and what is not offered without it, in %s',
    async (lang) => {
      const { of, t } = await rowsOf(hall, lang);
      for (const id of ['sms', 'mail', 'name_and_number', 'operator', 'face'] as const) {
        expect(of(id)).toContain(t.not_set);
        expect(of(id)).toContain(t.without[id]);
        expect(of(id)).not.toContain(t.well);
      }
    },
  );
});

describe('where some of it is configured', () => {
  let hall: Console;
  let sms: SmsGateway;
  let authority: AuthorityDouble;
  beforeAll(async () => {
    [sms, authority] = await Promise.all([startSmsGateway(), startAuthority([])]);
    const { CHECK_FACE_URL: _url, CHECK_FACE_KEY: _key, ...checks } = authority.env;
    hall = await startConsole({ env: { ...sms.env, ...checks } });
  }, 60_000);
  afterAll(async () => {
    await hall?.stop();
    await Promise.all([sms?.stop(), authority?.stop()]);
  });

  test('it says what each is for, what an SMS route has no template of, and what was not used yet', async () => {
    const { of, t } = await rowsOf(hall);
    expect(of('sms')).toContain(t.is_set);
    expect(of('sms')).toContain(t.sends(t.messages.one_time_code));
    expect(of('sms')).toContain('没有登记模板，不发送：重设密码前的通知');
    expect(of('sms')).toContain(t.unused);
    expect(of('operator')).toContain(t.offers.operator);
    expect(of('operator')).toContain(t.unused);
    expect(of('face')).toContain(t.not_set);
    expect(of('mail')).toContain(t.without.mail);
  });

  test('it shows the breaker, the last answer and the last fault as they are kept, and no number', async () => {
    const { base } = hall;
    const at = base.clock.now();
    await base
      .db('authority_health')
      .where({ method: 'operator' })
      .update({
        ...{ failures: 4, fault: 'status_503', failed_at: at },
        opened_until: new Date(at.getTime() + 60_000),
      });
    await base
      .db('authority_health')
      .where({ method: 'name_and_number' })
      .update({ answered_at: at, fault: 'timeout', failed_at: new Date(at.getTime() - 60_000) });
    // The worker finds nothing to send: the message is delivered, or given up, already.
    await transaction(base, async (base) => {
      for (let count = 0; count < 2; count += 1)
        await messages.owe(base, {
          ...{ channel: 'sms', to: '+8619900000077', template: 'one_time_code', lang: 'zh-CN' },
          ...{ words: { code: '048261', minutes: 10 }, lives_ms: 600_000 },
        });
      const [first, second] = await outbox.ledger(base, { destination_id: 'messages:sms' });
      const settled = (receipt: object, state: 'delivered' | 'dead') => ({
        ...{ state, settled_at: at, receipt: JSON.stringify(receipt) as never },
      });
      await base
        .db('outbox')
        .where({ id: first?.id ?? '' })
        .update(settled({ status: 200, ms: 12, at: at.toISOString() }, 'delivered'));
      await base
        .db('outbox')
        .where({ id: second?.id ?? '' })
        .update(settled({ fault: 'refused_balance', at: at.toISOString() }, 'dead'));
    });
    const { of, t } = await rowsOf(hall);
    expect(of('operator')).toContain('暂停使用，到');
    expect(of('operator')).toContain('status_503');
    expect(of('name_and_number')).toContain(t.well);
    expect(of('name_and_number')).toContain('timeout');
    expect(of('sms')).toContain(t.well);
    expect(of('sms')).toContain('refused_balance');
    expect(of('sms')).not.toContain('0077');
  });

  test('nobody but system administrators may see it, or finds it in the menu', async () => {
    for (const role of [
      'security_administrator',
      'department_administrator',
      'operator',
    ] as const) {
      const who = await hall.as(role, 'province');
      expect((await who.get(PATH, { accept: 'text/html' })).status).toBe(403);
      expect(await (await who.get('/admin', { accept: 'text/html' })).text()).not.toContain(PATH);
    }
  });
});
