/** A paper from a counter, held against what never happens: Never 1, 3, 5, 9. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as merging from '../../src/merging/merging.ts';
import { issued, number, selfMade } from '../identities/people.ts';
import { printed } from '../login/papers.ts';
import { two } from '../merging/desk.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { codeOf, type Province, press, startProvince } from './province.ts';

const log: string[] = [];
const visited: string[] = [];
let p: Province;

beforeAll(async () => {
  p = await startProvince({
    log: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
  });
});
afterAll(() => p.stop());

const watched = () =>
  visitor({
    sees(url, response) {
      visited.push(url.href, response.headers.get('location') ?? '');
    },
  });
const paperOf = (name: string, id_number: string) =>
  printed(p.base, { name, id_number }, '220000-fund');

/** From the client to the answer to the code. */
async function typed(who: ReturnType<typeof visitor>, code: string, of: string, acr?: string) {
  const params: Record<string, string> = acr ? { acr_values: acr } : {};
  const picker = await who.open(p.hall.ask(p.issuer, params).address);
  const form = await who.open(`${p.issuer}${picker.url.pathname}/paper`);
  return press(who, form, '/paper', { code, number: of });
}

async function set(who: ReturnType<typeof visitor>, at: Page, password = 'river-sturgeon-4418') {
  const notice = at.forms.some(({ action }) => action.pathname.endsWith('/notice'));
  const page = notice ? await press(who, at, '/notice') : at;
  return press(who, page, '/regain', { password });
}

describe('Never 1: nobody signs in as somebody else', () => {
  it("with one's own paper and another's number", async () => {
    const [mine, theirs] = [number(), number()];
    const { code } = await paperOf('甲测试', mine);
    await paperOf('乙测试', theirs);
    const page = await typed(visitor(), code, theirs);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('对不上')]);
  });

  it('with the name of one and the document of another, at the counter', async () => {
    const id_number = number();
    await paperOf('丙测试', id_number);
    await expect(paperOf('丁测试', id_number)).rejects.toThrow('conflict');
  });

  it('through an account that somebody prepared under her name and number', async () => {
    const id_number = number();
    const attributes = { name: '戊测试', id_type: 'resident_id', id_number };
    const planted = await identities.resolve(
      p.base,
      selfMade(`planted-${id_number}`, { source_id: 'tourism', attributes }),
      { join: 'separate' },
    );
    const { code } = await paperOf('戊测试', id_number);
    const mine = await identities.findByIdentifier(p.base, id_number);
    expect(mine).not.toBe(planted.identity_id);
    const who = visitor();
    codeOf(await set(who, await typed(who, code, id_number)));
  });

  it('by a paper of an identity that was joined to hers since: it is hers as well', async () => {
    const [one, other] = [number(), number()];
    const attributes = { name: '己测试', id_type: 'resident_id', id_number: one };
    const { identity_id: survivor_id = '' } = await identities.resolve(
      p.base,
      issued(`merged-${one}`, { source_id: 'fund', attributes }),
    );
    const { code } = await paperOf('己测试', other);
    const absorbed_id = (await identities.findByIdentifier(p.base, other)) ?? '';
    await merging.merge(p.base, { survivor_id, absorbed_id, reason: '同一人', by: two });
    const who = visitor();
    codeOf(await set(who, await typed(who, code, other)));
    const used = (await auditTrail(p.base)).filter(({ kind }) => kind === 'paper.used').at(-1);
    expect(used?.actor_id).toBe(survivor_id);
  });
});

it('Never 3: a paper alone never reaches level 3, though the document was seen', async () => {
  const id_number = number();
  const { code } = await paperOf('庚测试', id_number);
  const who = visitor();
  const page = await set(who, await typed(who, code, id_number, 'urn:songhua:acr:3'));
  expect(page.url.pathname).toContain('/signin/');
  expect(page.url.searchParams.get('code')).toBeNull();
  expect((await p.base.db('sessions').max('level as most'))[0]?.['most'] ?? 0).toBeLessThan(3);
});

it('Never 5: of eight browsers with one paper one comes in', async () => {
  const id_number = number();
  const { code } = await paperOf('辛测试', id_number);
  const browsers = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const who = visitor();
      const page = await typed(who, code, id_number);
      return { who, page: await press(who, page, '/notice') };
    }),
  );
  const ends = await Promise.all(
    browsers.map(({ who, page }, n) =>
      press(who, page, '/regain', { password: `river-sturgeon-44${n}` }),
    ),
  );
  const [won, ...more] = ends.filter((page) => page.url.searchParams.has('code'));
  expect([won !== undefined, more]).toEqual([true, []]);
  expect(ends.filter(({ status }) => status === 409)).toHaveLength(7);
});

it('Never 9: neither code, number nor name stands in a log, an address, the trail or a column', async () => {
  const id_number = number();
  const { code } = await paperOf('壬不见', id_number);
  const who = watched();
  await typed(who, '1111-2222-3333-4444', id_number);
  codeOf(await set(who, await typed(who, code, id_number)));
  const plain = code.replaceAll('-', '');
  const secret = new RegExp([code, plain, id_number, '壬不见', '没有手机'].join('|'));
  expect(log.length).toBeGreaterThan(5);
  expect(log.join('\n')).not.toMatch(secret);
  expect(visited.join('\n')).not.toMatch(secret);
  expect(JSON.stringify(await auditTrail(p.base))).not.toMatch(secret);
  for (const table of ['claim_papers', 'interventions', 'identities', 'identifiers', 'evidence'])
    expect([table, JSON.stringify(await p.base.db(table as 'identities'))]).toEqual([
      table,
      expect.not.stringMatching(secret),
    ]);
});
