import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Base } from '../../src/base.ts';
import { connect } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import * as developers from '../../src/developers/developers.ts';
import { Refusal } from '../../src/errors.ts';
import { seedStaff } from '../staff/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import {
  anywhere,
  asked,
  invited,
  joined,
  mailTo,
  newAddress,
  sandbox,
  signedIn,
} from './people.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
let fresh: FreshDatabase;
let base: Base;
let by: string;
const department_code = 'fund';

beforeAll(async () => {
  fresh = await freshDatabase();
  base = fresh.base;
  by = (await seedStaff(base, { roles: ['department_administrator'] })).staff_id;
  await departments.add(base, {
    ...{ code: department_code, parent_code: '220000', kind: 'department' },
    names: { 'zh-CN': '公积金', ko: '공적금', en: 'Housing fund' },
  });
});
afterAll(() => fresh.drop());
beforeEach(() => base.db.raw('truncate audit_events, audit_pending, tries'));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (thrown) => (thrown instanceof Refusal ? thrown.code : Promise.reject(thrown)),
  );
const kinds = async () =>
  (await auditTrail(base)).map(({ kind }) => kind).filter((kind) => kind.startsWith('developer.'));

describe('coming in', () => {
  it('in the sandbox anybody registers by proving an address, and is the same person the next time', async () => {
    const one = await signedIn(base, { address: 'Kim.Dev@Office.example' });
    expect(await kinds()).toEqual(['developer.registered', 'developer.session_started']);
    expect((await auditTrail(base)).at(-1)).toMatchObject({
      ...{ actor_kind: 'developer', actor_id: one.developer_id, outcome: 'ok' },
    });
    await base.db.raw('truncate tries');
    const again = await signedIn(base, { address: 'kim.dev@office.example' });
    expect(again.developer_id).toBe(one.developer_id);
    const kept = JSON.stringify(await base.db('developers').select());
    expect(kept.toLowerCase()).not.toContain('kim.dev');
  });

  it('elsewhere only an invitation lets an address in; the code of a stranger goes to nobody', async () => {
    const address = newAddress();
    expect((await asked(base, anywhere, address)).code).toBeUndefined();
    await base.db.raw('truncate tries');
    await invited(base, { department_code, by, address });
    const { entry, code = '' } = await asked(base, anywhere, address);
    expect(code).toMatch(/^\d{6}$/);
    expect(await developers.finish(base, anywhere, { entry, code })).toBeTypeOf('string');
  });

  it('an invitation that is taken back between the two steps lets nobody in', async () => {
    const { id, address } = await invited(base, { department_code, by });
    const { entry, code = '' } = await asked(base, anywhere, address);
    await developers.withdraw(base, { id, by });
    expect(await codeOf(developers.finish(base, anywhere, { entry, code }))).toBe(
      'developers.entry_over',
    );
    expect(await kinds()).toEqual(['developer.invited', 'developer.invitation_withdrawn']);
  });

  it('a code is good once, in the browser that asked, for ten minutes', async () => {
    const address = newAddress();
    const { entry, code = '' } = await asked(base, sandbox, address);
    const other = await asked(base, sandbox, newAddress());
    expect(await developers.finish(base, sandbox, { entry: other.entry, code })).toBeUndefined();
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await developers.finish(base, sandbox, { entry, code: wrong })).toBeUndefined();
    expect(await developers.finish(base, sandbox, { entry, code })).toBeTypeOf('string');
    expect(await codeOf(developers.finish(base, sandbox, { entry, code }))).toBe(
      'developers.entry_over',
    );
    const late = await asked(base, sandbox, newAddress());
    fresh.clock.advance(10 * MINUTE);
    const typed = { entry: late.entry, code: late.code ?? '' };
    expect(await codeOf(developers.finish(base, sandbox, typed))).toBe('developers.entry_over');
  });

  it('two browsers of one newcomer at the same moment make one person', async () => {
    const other: Base = { ...base, db: connect(fresh.url, { poolMax: 4 }) };
    const address = newAddress();
    const one = await asked(base, sandbox, address);
    await base.db.raw('truncate tries');
    const two = await asked(base, sandbox, address);
    const [first, second] = await Promise.all([
      developers.finish(base, sandbox, { entry: one.entry, code: one.code ?? '' }),
      developers.finish(other, sandbox, { entry: two.entry, code: two.code ?? '' }),
    ]);
    const sessions = [
      await developers.sessionOf(base, first ?? ''),
      await developers.sessionOf(base, second ?? ''),
    ];
    expect(new Set(sessions.map((one) => one?.developer_id)).size).toBe(1);
    await other.db.destroy();
  });

  it('only addresses of the domains that are named come in', async () => {
    const gate = { sandbox: true, domains: ['office.example'] };
    for (const [address, code] of [
      ['someone@elsewhere.example', 'developers.domain_refused'],
      ['someone@notoffice.example', 'developers.domain_refused'],
      ['no address', 'developers.address_form'],
      ['two@at@office.example', 'developers.address_form'],
    ] as const)
      expect(await codeOf(asked(base, gate, address))).toBe(code);
    expect((await asked(base, gate, newAddress())).code).toMatch(/^\d{6}$/);
    expect((await asked(base, gate, 'li@yanji.office.example')).code).toMatch(/^\d{6}$/);
  });
});

describe('a session of a developer', () => {
  it('ends after 30 minutes without a request, after 12 hours in any case, and at sign-out', async () => {
    fresh.clock.advance(31 * MINUTE);
    await developers.endStale(base);
    await base.db.raw('truncate audit_events, audit_pending');
    const idle = await signedIn(base);
    for (let at = 0; at < 3; at += 1) {
      fresh.clock.advance(29 * MINUTE);
      expect(await developers.sessionOf(base, idle.token)).toBeDefined();
    }
    fresh.clock.advance(30 * MINUTE);
    expect(await developers.sessionOf(base, idle.token)).toBeUndefined();
    expect(await developers.whyOver(base, idle.token)).toBe('idle');
    const long = await signedIn(base);
    for (let at = 0; at < 24; at += 1) {
      fresh.clock.advance(29 * MINUTE);
      await developers.sessionOf(base, long.token);
    }
    expect(await developers.sessionOf(base, long.token)).toBeDefined();
    fresh.clock.advance(24 * MINUTE);
    expect(await developers.whyOver(base, long.token)).toBe('absolute');
    const out = await signedIn(base);
    await developers.endSession(base, out.session);
    expect(await developers.sessionOf(base, out.token)).toBeUndefined();
    await developers.endStale(base);
    const ends = (await auditTrail(base)).filter(({ kind }) => kind === 'developer.session_ended');
    expect(ends.map(({ detail }) => detail['reason']).sort()).toEqual([
      'absolute',
      'idle',
      'signed_out',
    ]);
    expect(await developers.endStale(base)).toBe(0);
  });
});

describe('an invitation', () => {
  it('is mailed, joins its address to the department once, and says nothing to another', async () => {
    const address = newAddress();
    const department_id = (await departments.idOf(base, department_code)) as string;
    const department = { 'zh-CN': '公积金', ko: '주택적립금', en: 'Housing fund' };
    const link = 'https://id.example/clients';
    const inviting = () =>
      developers.invite(base, anywhere, {
        ...{ address, department_id, by },
        mail: { department, link, lang: 'zh-CN', network: '192.0.2.77' },
      });
    const { mailed: first } = await inviting();
    // A second in the same minute is made, and not mailed.
    const { id, mailed: second } = await inviting();
    expect([first, second]).toEqual([true, false]);
    expect(await mailTo(base, address)).toMatchObject({
      template: 'developer_invited',
      words: { department: '公积金', link },
    });
    const stranger = await signedIn(base);
    const taking = { id, developer_id: stranger.developer_id, address: stranger.address };
    expect(await codeOf(developers.join(base, taking))).toBe('developers.invitation_over');
    // The first code is not too soon after the mail.
    const who = await signedIn(base, { gate: anywhere, address });
    expect(await developers.invitationsOf(base, address)).toMatchObject([{ id, department_id }]);
    const own = { id, developer_id: who.developer_id, address };
    expect(await developers.departmentsOf(base, who.developer_id)).toEqual([]);
    await developers.join(base, own);
    expect(await developers.departmentsOf(base, who.developer_id)).toMatchObject([
      { code: department_code },
    ]);
    expect(await codeOf(developers.join(base, own))).toBe('developers.invitation_over');
    expect((await auditTrail(base)).at(-1)).toMatchObject({
      ...{ kind: 'developer.joined', actor_id: who.developer_id, object_id: id },
    });
  });

  it('is replaced by a newer one, declined, withdrawn or over after 14 days', async () => {
    const { id, address } = await invited(base, { department_code, by });
    const newer = await invited(base, { department_code, by, address });
    const who = await signedIn(base, { gate: anywhere, address });
    const of = (id: string) => ({ id, developer_id: who.developer_id, address });
    expect(await codeOf(developers.join(base, of(id)))).toBe('developers.invitation_over');
    await developers.decline(base, of(newer.id));
    expect(await codeOf(developers.join(base, of(newer.id)))).toBe('developers.invitation_over');
    const third = await invited(base, { department_code, by, address });
    await developers.withdraw(base, { id: third.id, by });
    expect(await codeOf(developers.join(base, of(third.id)))).toBe('developers.invitation_over');
    expect(await codeOf(developers.withdraw(base, { id: third.id, by }))).toBe(
      'developers.invitation_over',
    );
    const old = await invited(base, { department_code, by, address });
    fresh.clock.advance(developers.INVITATION_DAYS * DAY);
    expect(await codeOf(developers.join(base, of(old.id)))).toBe('developers.invitation_over');
    expect(await developers.departmentsOf(base, who.developer_id)).toEqual([]);
  });

  it('works once, also when two nodes see it in the same millisecond (Never 5)', async () => {
    const other: Base = { ...base, db: connect(fresh.url, { poolMax: 4 }) };
    for (let round = 0; round < 20; round += 1) {
      const { id, address } = await invited(base, { department_code, by });
      const who = await signedIn(base, { gate: anywhere, address });
      const own = { id, developer_id: who.developer_id, address };
      const said = await Promise.all([
        codeOf(developers.join(base, own)),
        codeOf(developers.join(other, own)),
        codeOf(round % 2 ? developers.join(base, own) : developers.decline(other, own)),
      ]);
      expect(said.filter((one) => one === 'done')).toHaveLength(1);
    }
    await other.db.destroy();
  });
});

describe('a membership', () => {
  it('reaches the department until the administrator or the developer ends it', async () => {
    const one = await joined(base, { department_code, by });
    expect(await developers.reachOf(base, one.developer_id)).toEqual({
      ...{ department_ids: [one.department_id], client_ids: [] },
    });
    expect(await developers.endMembership(base, { id: one.membership_id, by })).toBe(true);
    expect(await developers.endMembership(base, { id: one.membership_id, by })).toBe(false);
    expect(await developers.reachOf(base, one.developer_id)).toEqual({
      ...{ department_ids: [], client_ids: [] },
    });
    const two = await joined(base, { department_code, by });
    expect(await developers.leave(base, two)).toBe(true);
    expect(await developers.departmentsOf(base, two.developer_id)).toEqual([]);
    const ends = (await auditTrail(base)).filter(({ kind }) => kind.endsWith('membership_ended'));
    expect(ends.map(({ actor_kind, actor_id }) => [actor_kind, actor_id])).toEqual([
      ['staff', by],
      ['developer', two.developer_id],
    ]);
  });
});
