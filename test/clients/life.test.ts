// Longer than 250 lines on purpose: one life, told from a draft to what is live, on one database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import * as departments from '../../src/departments/departments.ts';
import { codeOf } from '../approvals/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { forms, passed } from './forms.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
const owner = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000001' } as const;
const decider = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000002' } as const;

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words('吉林省') });
});
afterAll(() => fresh.drop());

const kindsSince = async (count: number) =>
  (await auditTrail(fresh.base)).slice(count).map(({ kind }) => kind);
const sofar = async () => (await auditTrail(fresh.base)).length;
const stateOf = async (id: string) => (await clients.read(fresh.base, id))?.state;

let made = 0;
/** A draft with all its forms. */
async function aDraft(more: Omit<clients.Said, 'names'> = {}): Promise<string> {
  const id = `app-${++made}`;
  await clients.draft(fresh.base, { id, department_code: '220000', ...forms(id), ...more }, owner);
  return id;
}
const submit = (id: string) =>
  clients.submit(fresh.base, id, { report: 'report', actor: owner }, passed);
async function approved(): Promise<string> {
  const client_id = await aDraft();
  await clients.admit(fresh.base, { client_id, change_id: await submit(client_id) }, decider);
  return client_id;
}
async function live(): Promise<string> {
  const id = await approved();
  await clients.addSecret(fresh.base, { client_id: id });
  await clients.goLive(fresh.base, id, owner);
  return id;
}

describe('the table of the life of a client', () => {
  it('lets an act come from where the design says, and from nowhere else', () => {
    const table = clients.states.map((state) => [
      state,
      Object.keys(clients.transitions)
        .map((act) => [act, clients.becomes(state, act as clients.LifeAct)])
        .filter(([, to]) => to)
        .map(([act, to]) => `${act} > ${to}`),
    ]);
    expect(Object.fromEntries(table)).toEqual({
      draft: ['submit > submitted', 'abandon > retired'],
      submitted: ['withdraw > draft', 'refuse > draft', 'approve > approved', 'abandon > retired'],
      approved: ['withdraw > draft', 'go_live > live', 'abandon > retired'],
      live: ['suspend > suspended', 'retire > retired'],
      suspended: ['resume > live', 'retire > retired'],
      retired: [],
    });
  });

  it('has the engine know live clients alone, and in the sandbox those on their way too', () => {
    expect(clients.knownStates({ sandbox: false })).toEqual(['live']);
    expect(clients.knownStates({ sandbox: true })).toEqual([
      ...['draft', 'submitted', 'approved', 'live'],
    ]);
  });
});

describe('an application', () => {
  it('goes from a draft to live, each step in the trail', async () => {
    const before = await sofar();
    const id = await live();
    expect(await stateOf(id)).toBe('live');
    expect(await kindsSince(before)).toEqual([
      ...['client.drafted', 'client.submitted', 'client.admitted'],
      ...['client.secret_added', 'client.went_live'],
    ]);
    expect((await clients.read(fresh.base, id))?.review_due_at).toEqual(
      new Date(fresh.clock.now().getTime() + 365 * 24 * 3_600_000),
    );
  });

  it('is handed in only with every form filled in', async () => {
    const needed = ['descriptions', 'purpose', 'contacts', 'matters', 'redirect_uris'] as const;
    for (const field of [...needed, 'backchannel_logout_uri'] as const) {
      const id = await aDraft({ [field]: null });
      await expect(submit(id)).rejects.toMatchObject({
        code: 'clients.incomplete',
        detail: { field },
      });
      expect(await stateOf(id)).toBe('draft');
    }
  });

  it('is handed in only once its acceptance is passed', async () => {
    const id = await aDraft();
    const never: clients.Acceptance = async () => undefined;
    expect(await codeOf(clients.submit(fresh.base, id, { actor: owner }, never))).toBe(
      'clients.not_accepted',
    );
    expect(await stateOf(id)).toBe('draft');
    let seen: unknown;
    const looking: clients.Acceptance = async (_base, client, shown) => {
      seen = [client.id, client.proposal.redirect_uris, shown];
      return { passed: 41 };
    };
    await clients.submit(fresh.base, id, { report: 'signed', actor: owner }, looking);
    expect(seen).toEqual([id, [`https://${id}.example/callback`], { report: 'signed' }]);
    expect((await clients.openChange(fresh.base, id))?.acceptance).toEqual({ passed: 41 });
  });

  it('is sent back with a reason, is changed, and is handed in again', async () => {
    const id = await aDraft();
    const change_id = await submit(id);
    expect(await codeOf(clients.change(fresh.base, id, { level_floor: 2 }, owner))).toBe(
      'clients.wrong_state',
    );
    const why = { reason: '请说明为何需要手机号码', actor: decider };
    expect(await clients.refuse(fresh.base, { client_id: id, change_id }, why)).toBe(true);
    expect(await stateOf(id)).toBe('draft');
    expect(await clients.changesOf(fresh.base, id)).toMatchObject([
      { id: change_id, state: 'refused', answer: '请说明为何需要手机号码' },
    ]);
    const { rows } = await fresh.base.db.raw('select answer_sealed from client_changes');
    expect(JSON.stringify(rows)).not.toContain('手机号码');
    await clients.change(fresh.base, id, { level_floor: 2 }, owner);
    await submit(id);
    expect(await stateOf(id)).toBe('submitted');
  });

  it('is approved as it was handed in, not as something else that was handed in later', async () => {
    const id = await aDraft();
    const first = await submit(id);
    await clients.withdraw(fresh.base, id, owner);
    await clients.change(
      fresh.base,
      id,
      { redirect_uris: ['https://elsewhere.example/callback'] },
      owner,
    );
    const second = await submit(id);
    expect(await clients.admit(fresh.base, { client_id: id, change_id: first }, decider)).toBe(
      false,
    );
    expect(await clients.admit(fresh.base, { client_id: id, change_id: second }, decider)).toBe(
      true,
    );
  });

  it('does not go live without anything to show at the token endpoint', async () => {
    const id = await approved();
    expect(await codeOf(clients.goLive(fresh.base, id, owner))).toBe('clients.no_credentials');
    expect(await stateOf(id)).toBe('approved');
  });

  it('has an id that is never given again', async () => {
    const id = await aDraft();
    await clients.abandon(fresh.base, id, owner);
    expect(await stateOf(id)).toBe('retired');
    const again = { id, department_code: '220000', ...forms(id) };
    expect(await codeOf(clients.draft(fresh.base, again, owner))).toBe('clients.id_taken');
    const registered = {
      ...again,
      sector: id,
      scopes: 'openid',
      redirect_uris: ['https://a.example/'],
    };
    expect(await codeOf(clients.register(fresh.base, registered))).toBe('clients.id_taken');
  });

  it('keeps names and phones of those who answer for it sealed', async () => {
    const id = await aDraft();
    const { rows } = await fresh.base.db.raw('select * from clients where id = ?', [id]);
    expect(JSON.stringify(rows)).not.toMatch(/13800000000|technical@/);
    expect((await clients.read(fresh.base, id))?.contacts).toEqual(forms(id).contacts);
    await submit(id);
    const { rows: changes } = await fresh.base.db.raw('select * from client_changes');
    expect(JSON.stringify(changes)).not.toMatch(/13800000000|technical@/);
  });

  it('is refused a field that it cannot have, by its name', async () => {
    const id = await aDraft();
    const faultOf = (said: clients.Said) =>
      clients.change(fresh.base, id, said, owner).then(
        () => undefined,
        (error) => error.detail.field,
      );
    expect(await faultOf({ redirect_uris: ['https://*.example/'] })).toBe('redirect_uris');
    expect(await faultOf({ matters: ['not a matter'] })).toBe('matters');
    expect(await faultOf({ purpose: '短' })).toBe('purpose');
    const { contacts } = forms(id);
    const technical = { ...contacts.technical, mail: 'nobody' };
    expect(await faultOf({ contacts: { ...contacts, technical } })).toBe('contacts.technical.mail');
    expect(await faultOf({ id: 'other' } as never)).toBe('id');
  });
});

describe('an application that is live', () => {
  it('is changed by its owner alone where that is words, and asks for the rest', async () => {
    const id = await live();
    const before = await sofar();
    const done = await clients.change(
      fresh.base,
      id,
      { descriptions: words('新的说明'), redirect_uris: ['https://new.example/callback'] },
      owner,
    );
    expect(done).toMatchObject({ changed: ['descriptions'], asked: ['redirect_uris'] });
    expect(await clients.read(fresh.base, id)).toMatchObject({
      descriptions: words('新的说明'),
      redirect_uris: [`https://${id}.example/callback`],
    });
    expect(await kindsSince(before)).toEqual(['client.changed', 'client.change_asked']);
    const change_id = done.change_id ?? '';
    expect(await clients.grantChange(fresh.base, { client_id: id, change_id }, decider)).toBe(true);
    expect((await clients.read(fresh.base, id))?.redirect_uris).toEqual([
      'https://new.example/callback',
    ]);
  });

  it('waits for one decision at a time, and can take it back', async () => {
    const id = await live();
    await clients.change(fresh.base, id, { level_floor: 2 }, owner);
    expect(await codeOf(clients.change(fresh.base, id, { level_floor: 3 }, owner))).toBe(
      'clients.change_waits',
    );
    await clients.withdraw(fresh.base, id, owner);
    expect(await stateOf(id)).toBe('live');
    await clients.change(fresh.base, id, { level_floor: 3 }, owner);
  });

  it('is not changed to what was asked before something else stood there', async () => {
    const id = await live();
    const { change_id = '' } = await clients.change(fresh.base, id, { scopes: 'openid' }, owner);
    const was = 'openid phone realname';
    await clients.approveScopes(fresh.base, { id, to: 'openid phone', was }, decider);
    expect(await clients.grantChange(fresh.base, { client_id: id, change_id }, decider)).toBe(
      false,
    );
    expect((await clients.read(fresh.base, id))?.scopes).toBe('openid phone');
  });

  it('keeps its sector, for people there would be somebody else', async () => {
    const id = await live();
    await expect(clients.change(fresh.base, id, { sector: 'other' }, owner)).rejects.toMatchObject({
      detail: { field: 'sector' },
    });
  });

  it('is stopped and goes on, and is told of changes only while it goes on', async () => {
    const id = await live();
    const told = async () =>
      (await fresh.base.db('subscriptions').where({ client_id: id })).map(({ live }) => live);
    const { change_id = '' } = await clients.change(
      fresh.base,
      id,
      { notices_uri: 'https://new.example/notices', subscriptions: ['identity.changed'] },
      owner,
    );
    await clients.grantChange(fresh.base, { client_id: id, change_id }, decider);
    expect(await told()).toEqual([true]);
    expect(await clients.suspend(fresh.base, id, decider)).toBe(true);
    expect(await clients.suspend(fresh.base, id, decider)).toBe(false);
    expect(await told()).toEqual([false]);
    expect(await clients.resume(fresh.base, id, decider)).toBe(true);
    expect(await told()).toEqual([true]);
    expect(await stateOf(id)).toBe('live');
  });
});

describe('an application that is to end', () => {
  it('goes on until its day, and from then on is over for good', async () => {
    const id = await live();
    const before = await sofar();
    expect(await clients.decideEnd(fresh.base, { id, on: '2026-03-05' }, decider)).toBe(true);
    expect(await clients.decideEnd(fresh.base, { id, on: '2026-03-04' }, decider)).toBe(false);
    expect(await clients.endDue(fresh.base)).toBe(0);
    expect(await stateOf(id)).toBe('live');
    const receipt = { by: '测试甲', what: '已删除全部姓名和手机号码', on: '2026-03-06' };
    expect(await codeOf(clients.receive(fresh.base, id, receipt, owner))).toBe(
      'clients.wrong_state',
    );
    // Midnight of that day in the province.
    fresh.clock.set(new Date('2026-03-04T15:59:59Z'));
    expect(await clients.endDue(fresh.base)).toBe(0);
    fresh.clock.set(new Date('2026-03-04T16:00:00Z'));
    const ended = await Promise.all([clients.endDue(fresh.base), clients.endDue(fresh.base)]);
    expect(ended.reduce((all, one) => all + one)).toBe(1);
    expect(await stateOf(id)).toBe('retired');
    expect((await clients.read(fresh.base, id))?.secrets).toEqual([]);
    expect(await clients.resume(fresh.base, id, decider)).toBe(false);
    expect((await clients.endings(fresh.base, [id])).get(id)).toMatchObject({ receipt_at: null });
    fresh.clock.advance(1_000);
    await clients.receive(fresh.base, id, receipt, owner);
    expect((await clients.endingOf(fresh.base, id))?.receipt).toEqual(receipt);
    const { rows } = await fresh.base.db.raw('select receipt_sealed from client_retirements');
    expect(JSON.stringify(rows)).not.toContain('测试甲');
    expect(await codeOf(clients.receive(fresh.base, id, receipt, owner))).toBe(
      'clients.wrong_state',
    );
    expect(await kindsSince(before)).toEqual([
      ...['client.ending', 'client.retired', 'client.deletion_received'],
    ]);
  });

  it('is reviewed by its owner every year until then', async () => {
    const id = await live();
    fresh.clock.advance(24 * 3_600_000);
    await clients.review(fresh.base, id, owner);
    expect((await clients.read(fresh.base, id))?.review_due_at).toEqual(
      new Date(fresh.clock.now().getTime() + 365 * 24 * 3_600_000),
    );
    expect(await codeOf(clients.review(fresh.base, await aDraft(), owner))).toBe(
      'clients.wrong_state',
    );
  });
});
