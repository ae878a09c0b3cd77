import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handleOf } from '../../src/admin/handles.ts';
import * as identities from '../../src/identities/identities.ts';
import * as desk from '../../src/merging/desk.ts';
import * as sources from '../../src/sources/sources.ts';
import { issued, number } from '../identities/people.ts';
import { registration } from '../sources/plant.ts';
import { auditTrail } from '../support/trail.ts';
import { type Console, type Member, startConsole } from './console.ts';

let hall: Console;
let anna: Member;
let ben: Member;

const reason = '两处登记的姓名写法不同';

beforeAll(async () => {
  hall = await startConsole();
  for (const code of ['yanji', 'shuangyang'])
    for (const which of ['gjj', 'yb'])
      await sources.register(hall.base, {
        ...registration(`${code}-${which}`),
        department_code: `${code}-fund`,
      });
  anna = await hall.as('operator', 'inside');
  ben = await hall.as('department_administrator', 'inside');
}, 60_000);
afterAll(() => hall?.stop());

/** Somebody who is known to a fund, there or elsewhere, and comes under another name: a question of that region. */
async function question(region = 'yanji', elsewhere = region) {
  const id_number = number();
  const come = async (region: string, which: string, name: string) => {
    const source = `${region}-${which}`;
    const { identity_id } = await identities.resolve(
      hall.base,
      issued(`${source} ${id_number}`, {
        ...{ source_id: source, authority: `${region}-fund` },
        attributes: { name, id_type: 'resident_id', id_number },
      }),
    );
    if (!identity_id) throw new Error('nobody came');
    hall.gateway.clock.advance(1_000);
    return identity_id;
  };
  const known = await come(elsewhere, 'gjj', '张测试');
  const again = () => come(region, 'yb', '张别名');
  const came = await again();
  const row = await hall.base.db('conflicts').where({ identity_id: came }).first();
  return { id: row?.id ?? '', known, came, again, id_number };
}

const act = async (who: Member, id: string, what: string, fields: Record<string, string> = {}) => {
  const answer = await who.post(`/admin/conflicts/${id}/${what}`, {
    ...{ _csrf: await who.csrf(), reason },
    ...fields,
  });
  const json = /json/.test(answer.headers.get('content-type') ?? '');
  return json ? ((await answer.json()) as { code: string }).code : answer.status;
};

/** An identity, as its page names it. */
const shown = (id: string) => handleOf(hall.base.ring, 'identity', id);
const see = async (who: Member, path: string) => (await who.get(path)).text();
const listed = async (who: Member, query = '') => see(who, `/admin/conflicts?${query}`);

describe('the queue', () => {
  test('shows the questions of one’s own region, and names nobody', async () => {
    const mine = await question();
    const foreign = await question('shuangyang');
    const html = await listed(anna);
    expect(html).toContain(`/admin/conflicts/${mine.id}`);
    expect(html).not.toContain(foreign.id);
    expect(html).not.toContain('张');
    const whole = await hall.as('operator', 'province');
    expect(await listed(whole, 'order=newest')).toContain(foreign.id);
    expect(await listed(whole, `within=${hall.node.outside}`)).not.toContain(mine.id);
    expect(await listed(anna, 'reason=name_missing')).not.toContain(mine.id);
    expect(await listed(anna, 'age=7')).not.toContain(mine.id);
    expect(await listed(anna, 'mine=me')).not.toContain(mine.id);
    expect(await act(anna, mine.id, 'claim')).toBe(303);
    expect(await listed(anna, 'mine=me')).toContain(mine.id);
    const file = await anna.get('/admin/conflicts?format=csv');
    expect(file.headers.get('content-type')).toContain('text/csv');
  });

  test('another region’s question is not there: neither to see nor to decide', async () => {
    const { id } = await question('shuangyang');
    const seen = await anna.get(`/admin/conflicts/${id}`, { accept: 'application/json' });
    expect(await seen.json()).toMatchObject({ code: 'admin.not_here' });
    for (const what of ['claim', 'release', 'same', 'different', 'ask', 'note', 'reopen'])
      expect(await act(anna, id, what)).toBe('admin.not_here');
    for (const none of ['nothing', '01920000-0000-7000-8000-00000000ffff'])
      expect(await act(anna, none, 'claim')).toBe('admin.not_here');
  });
});

describe('one question', () => {
  test('shows both sides masked, with what differs in words, and is audited', async () => {
    const { id, id_number } = await question();
    const html = await see(anna, `/admin/conflicts/${id}`);
    expect(html).toContain('张**');
    for (const secret of ['张测试', '张别名', id_number]) expect(html).not.toContain(secret);
    expect(html).toContain('不同');
    expect(html).toContain('相同');
    const viewed = (await auditTrail(hall.base)).filter(({ kind }) => kind === 'conflict.viewed');
    expect(viewed.at(-1)).toMatchObject({ actor_id: anna.staff_id, object_id: id });
  });

  test('is taken by one, and the other is told; without it nothing is decided', async () => {
    const { id } = await question();
    expect(await act(anna, id, 'different')).toBe('merging.not_claimed');
    const both = await Promise.all([act(anna, id, 'claim'), act(ben, id, 'claim')]);
    expect(both.map(String).sort()).toEqual(['303', 'merging.claimed']);
    const [holder, other] = both[0] === 303 ? [anna, ben] : [ben, anna];
    expect(await act(other, id, 'different')).toBe('merging.not_claimed');
    expect(await see(other, `/admin/conflicts/${id}`)).toContain('另一位工作人员正在处理');
    expect(await act(holder, id, 'different', { reason: ' ' })).toBe('http.bad_input');
    expect(await act(holder, id, 'release')).toBe(303);
    expect(await act(other, id, 'claim')).toBe(303);
  });

  test('of two different people is never asked again, though the account comes again', async () => {
    const { id, came, again } = await question();
    await act(anna, id, 'claim');
    expect(await act(anna, id, 'different')).toBe(303);
    await again();
    const open = await hall.base.db('conflicts').where({ identity_id: came, settled_at: null });
    expect(open).toEqual([]);
    expect(await listed(anna, 'state=settled')).toContain(id);
    expect(await act(ben, id, 'reopen')).toBe(303);
    expect(await see(ben, `/admin/conflicts/${id}`)).toContain(reason);
    expect(await listed(anna)).toContain(id);
  });
});

describe('one person', () => {
  test('is found by one of the staff and another; then separated again by the two', async () => {
    const { id, known, came } = await question();
    await act(anna, id, 'claim');
    // No page knows a person by the id that the trail knows them by.
    const html = await (await anna.get(`/admin/conflicts/${id}`)).text();
    expect([html.includes(shown(known)), html.includes(shown(came))]).toEqual([true, true]);
    expect([html.includes(known), html.includes(came)]).toEqual([false, false]);
    expect(await act(anna, id, 'same', { survivor_id: shown(known) })).toBe(303);
    expect(await act(anna, id, 'claim')).toBe(303);
    expect(await act(anna, id, 'same', { survivor_id: shown(known) })).toBe('merging.waits');
    const asked = await approvalOf('identity.merge');
    expect(await decide(asked, anna)).toBe('approvals.same_person');
    expect(await decide(asked, ben)).toBe('approved');
    expect(await identities.read(hall.base, came)).toMatchObject({ state: 'absorbed' });
    expect(await see(anna, `/admin/conflicts/${id}`)).toContain('已处理');

    const merge = await hall.base.db('merges').where({ absorbed_id: came }).first();
    const path = `merges/${merge?.id}`;
    expect(await see(anna, '/admin/conflicts/merges')).toContain(path);
    const page = await see(anna, `/admin/conflicts/${path}`);
    expect(page).toContain('许江河');
    const name = `M${merge?.number}`;
    expect(await act(anna, path, 'unmerge', { named: 'M0' })).toBe('admin.not_named');
    expect(await act(anna, path, 'unmerge', { named: name })).toBe(303);
    expect(await decide(await approvalOf('identity.unmerge'), ben)).toBe('approved');
    expect(await identities.read(hall.base, came)).toMatchObject({ state: 'active' });
    expect(await see(anna, `/admin/conflicts/${path}`)).toContain('已撤销');
    expect(await act(anna, path, 'unmerge', { named: name })).toBe('merging.undone');
    expect(await listed(anna)).toContain(id);
  });

  test('of two regions is decided by one who looks after both, though one region may ask', async () => {
    const { id, known, came } = await question('yanji', 'shuangyang');
    expect(await act(anna, id, 'claim')).toBe(303);
    expect(await act(anna, id, 'same', { survivor_id: shown(known) })).toBe(303);
    const asked = await approvalOf('identity.merge');
    expect(await decide(asked, ben)).toBe('approvals.role_gone');
    expect((await anna.get(`/admin/approvals/${asked}`)).status).toBe(200);
    const chief = await hall.as('department_administrator', 'province');
    expect(await see(chief, `/admin/approvals/${asked}`)).toContain(`/admin/conflicts/${id}"`);
    expect(await decide(asked, chief)).toBe('approved');
    const merge = await hall.base.db('merges').where({ absorbed_id: came }).first();
    const path = `merges/${merge?.id}`;
    expect(await act(anna, path, 'unmerge', { named: `M${merge?.number}` })).toBe(303);
    const undoing = await approvalOf('identity.unmerge');
    expect(await decide(undoing, ben)).toBe('approvals.role_gone');
    expect(await see(chief, `/admin/approvals/${undoing}`)).toContain(`/admin/conflicts/${path}"`);
    expect(await decide(undoing, chief)).toBe('approved');
    expect(await identities.read(hall.base, came)).toMatchObject({ state: 'active' });
  });

  test('where the second person refuses, the question is back in the queue', async () => {
    const { id, known } = await question();
    await act(anna, id, 'claim');
    await act(anna, id, 'same', { survivor_id: shown(known) });
    expect(await listed(anna)).not.toContain(id);
    expect(await listed(anna, 'state=waiting')).toContain(id);
    expect(await decide(await approvalOf('identity.merge'), ben, 'refuse')).toBe('refused');
    expect(await listed(anna)).toContain(id);
    expect(await see(anna, `/admin/conflicts/${id}`)).toContain('未获批准');
  });

  test('nobody of another region sees its merge', async () => {
    const { id, known, came } = await question('shuangyang');
    const whole = await hall.as('operator', 'province');
    await act(whole, id, 'claim');
    await act(whole, id, 'same', { survivor_id: shown(known) });
    const chief = await hall.as('department_administrator', 'province');
    expect(await decide(await approvalOf('identity.merge'), chief)).toBe('approved');
    const merge = await hall.base.db('merges').where({ absorbed_id: came }).first();
    expect(await see(anna, '/admin/conflicts/merges')).not.toContain(merge?.id);
    expect(await see(whole, '/admin/conflicts/merges')).toContain(merge?.id);
    expect(await act(anna, `merges/${merge?.id}`, 'unmerge')).toBe('admin.not_here');
  });
});

/** The one that waits. */
async function approvalOf(kind: 'identity.merge' | 'identity.unmerge'): Promise<string> {
  const row = await hall.base.db('approvals').where({ act: kind, state: 'asked' }).first();
  return row?.id ?? '';
}

/** A code where it was refused, else where the page went. */
async function decide(id: string, who: Member, verdict: 'approve' | 'refuse' = 'approve') {
  const fields = { _csrf: await who.csrf(), reason, verdict };
  const answer = await who.post(`/admin/approvals/${id}/decide`, fields);
  if (answer.status === 303) return answer.headers.get('location')?.split('done=')[1];
  return ((await answer.json()) as { code: string }).code;
}

test('the count for the first page stops at 1,001', async () => {
  const before = await desk.openConflicts(hall.base, { department_ids: 'all' });
  await question();
  expect(await desk.openConflicts(hall.base, { department_ids: 'all' })).toBe(before + 1);
});
