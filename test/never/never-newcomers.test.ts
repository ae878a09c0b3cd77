/** Never 1, 5, 9 and 11 for registering: a code opens nobody's account, works once, and tells a stranger nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transaction } from '../../src/base.ts';
import * as codes from '../../src/credentials/one-time-codes.ts';
import { countQueries } from '../../src/db.ts';
import * as identities from '../../src/identities/identities.ts';
import {
  button,
  codeTo,
  type NewcomersGateway,
  password,
  press,
  proved,
  startNewcomers,
  toPhone,
} from '../login/newcomer.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

const holder = { name: '欧阳测试', id_number: '220000190001010018', phone: '+8619900004417' };
let g: NewcomersGateway;
let former: string;
beforeAll(async () => {
  g = await startNewcomers([holder]);
  const who = visitor();
  const check = await proved(g, who, '19900004417');
  const said = { name: holder.name, id_number: holder.id_number, method: 'operator' };
  await who.submit(await who.submit(check, said, button('check')), { password });
  former = (await identities.findByPhone(g.base, holder.phone)) ?? '';
  // The limits of one number a minute are the process's; the number is given out again a good while later.
  await g.base.db('tries').delete();
  g.clock.advance(60_000);
}, 60_000);
afterAll(() => g.stop());

it('never 1: whoever is given a number that another gave up comes into no account of theirs', async () => {
  const who = visitor();
  const coded = await who.submit(await toPhone(g, who), { phone: '19900004417' });
  const notice = await press(who, coded, '/code', { code: await codeTo(g, '19900004417', 2) });
  const check = await press(who, notice, '/notice');
  // A hint, and nothing of whose it was.
  expect(check.text).toContain('这个手机号码以前在本网站用过');
  expect(check.html).not.toContain('欧阳');
  const set = await who.submit(check, {}, button('skip'));
  const back = await who.submit(set, { password: 'heron-willow-902' });
  expect(back.url.searchParams.get('code')).toBeTruthy();
  const now = await identities.findByPhone(g.base, holder.phone);
  expect(now).not.toBe(former);
  expect(await identities.level(g.base, now ?? '')).toBe(0);
  expect(await g.base.db('identifiers').where({ identity_id: now ?? '' })).toEqual([]);

  // The former holder's password opens nothing by that number any more, and theirs by the document does.
  for (const [username, opens] of [
    ['19900004417', false],
    [holder.id_number, true],
  ] as const) {
    const one = visitor();
    const picker = await one.open(g.hall.ask(g.issuer, {}).address);
    const form = await one.submit(picker, {}, { name: 'source', value: 'local' });
    const came = await one.submit(form, { username, password });
    expect(Boolean(came.url.searchParams.get('code')), username).toBe(opens);
  }
});

it('never 1: no path leads from a right code past the password', async () => {
  const who = visitor();
  const check = await proved(g, who, '19900004418');
  const at = new URL(check.url);
  for (const step of ['', '/register/password', '/register/check', '/continue', '/told']) {
    const page = await who.open(`${at.origin}${at.pathname}${step}`);
    expect(page.url.searchParams.get('code'), step).toBeNull();
  }
  expect(await identities.findByPhone(g.base, '+8619900004418')).toBeUndefined();
});

it('never 5: the last page posted by eight tabs at once makes one account', async () => {
  const who = visitor();
  const check = await proved(g, who, '19900004419');
  const set = await who.submit(check, {}, button('skip'));
  const before = Number((await g.base.db('identities').count())[0]?.['count']);
  const pages = await Promise.all(Array.from({ length: 8 }, () => who.submit(set, { password })));
  const after = Number((await g.base.db('identities').count())[0]?.['count']);
  expect(after - before).toBe(1);
  expect(pages.some(({ status }) => status === 200)).toBe(true);
  expect(pages.every(({ status }) => status < 500)).toBe(true);
});

it('never 5: what a code proved is undone with its transaction, and can be done then', async () => {
  const address = '+8619900004420';
  const flow = { purpose: 'register', bound: 'signin:undone' } as const;
  const sent = await codes.send(g.base, {
    ...{ channel: 'sms', address, ...flow, lang: 'zh-CN', network: '192.0.2.44' },
  });
  if ('wait' in sent) throw new Error('nothing was sent');
  const code = await codeTo(g, '19900004420');
  expect(await codes.check(g.base, { code_id: sent.code_id, code, address, ...flow })).toBe(true);
  const undone = transaction(g.base, async (base) => {
    expect(await codes.spend(base, sent.code_id)).toBe(true);
    throw new Error('killed');
  });
  await expect(undone).rejects.toThrow('killed');
  expect(await codes.spend(g.base, sent.code_id)).toBe(true);
});

it('never 9: neither number nor name nor code stands in clear in any table or event', async () => {
  const { rows: tables } = await g.base.db.raw(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`);
  const code = g.sms.sent.at(-1)?.words['code'] ?? '';
  for (const { name } of tables) {
    const { rows } = await g.base.db.raw(
      `select t::text as row from ${name} t where t::text ~ '1990000441|欧阳|220000190001010018'`,
    );
    expect(rows, name).toEqual([]);
  }
  expect(JSON.stringify(await auditTrail(g.base))).not.toContain(`"${code}"`);
});

it('never 11: a known number and a stranger get the same pages, words, status and statements before the code', async () => {
  await g.base.db('tries').delete();
  const seen: { text: string; status: number; queries: string[] }[] = [];
  for (const phone of ['19900004417', '19900004499']) {
    const who = visitor();
    const asked = await toPhone(g, who);
    const { result, queries } = await countQueries(g.base.db, () =>
      codes.send(g.base, {
        ...{ channel: 'sms', address: `+86${phone}`, purpose: 'register' },
        ...{ bound: `signin:${phone}`, lang: 'zh-CN', network: '192.0.2.45' },
      }),
    );
    expect(result).toHaveProperty('code_id');
    // Within the minute: the wait is counted for both.
    const page = await who.submit(asked, { phone });
    seen.push({ text: page.text, status: page.status, queries });
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.status).toBe(429);
});
