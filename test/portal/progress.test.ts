/** The yearly review on the portal, and how far the applications of a developer's departments are. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { forms } from '../clients/forms.ts';
import { joined } from '../developers/people.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

const DAY = 86_400_000;
let at: Portal;
let who: ReturnType<typeof visitor>;
beforeAll(async () => {
  at = await startPortal();
  const { token, developer_id } = await joined(at.base, {
    department_code: '220000-hall',
    by: at.by,
  });
  who = visitor();
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  who.cookies.set(`${name} /`, { value: `${name}=${token}`, path: '/' });
  await clients.register(at.base, {
    ...{ id: 'fund', department_code: '220000-hall', sector: 'fund', ...forms('fund') },
  });
  const actor = { kind: 'developer', id: developer_id } as const;
  for (const id of ['draft-a', 'draft-b'])
    await clients.draft(at.base, { id, department_code: '220000-hall', ...forms(id) }, actor);
  await clients.draft(
    at.base,
    { id: 'elsewhere', department_code: '220000', ...forms('x') },
    actor,
  );
}, 60_000);
afterAll(() => at?.stop());

test('a number of the board leads to the applications that it counts, and to no others', async () => {
  for (const lang of langs.toReversed()) {
    const { html } = await at.open(who, `/clients/progress?lang=${lang}`);
    expect(html).toContain('/clients/apps?department=220000-hall&amp;state=draft');
    expect(html).toContain('table-stacked');
    expect(html).not.toMatch(/NaN|undefined|\[object/);
  }
  const { html } = await at.open(who, '/clients/apps?department=220000-hall&state=draft');
  for (const id of ['draft-a', 'draft-b']) expect(html).toContain(`/clients/apps/${id}"`);
  for (const id of ['fund', 'elsewhere']) expect(html).not.toContain(`/clients/apps/${id}"`);
  expect((await at.open(who, '/clients/apps?department=220000')).html).not.toContain('elsewhere');
});

test('a review that is due is marked, and is done there by a developer of the department', async () => {
  const t = sentences('zh-CN').applications;
  const page = await at.open(who, '/clients/apps/fund');
  expect(page.text).toContain(t.developers.review);
  expect(page.html).not.toContain('/clients/apps/fund/review');
  const soon = new Date(at.clock.now().getTime() + 7 * DAY);
  await at.base.db('clients').where({ id: 'fund' }).update({ review_due_at: soon });
  expect((await at.open(who, '/clients')).text).toContain(t.developers.soon);
  const due = await at.open(who, '/clients/apps/fund');
  expect(due.text).toContain(t.staff.days_left('7'));
  const forms = due.forms.filter(({ action }) => action.pathname.endsWith('/review'));
  const done = await who.submit({ ...due, forms });
  expect(done.text).toContain(sentences('zh-CN').portal.done.reviewed);
  expect((await auditTrail(at.base)).at(-1)).toMatchObject({
    ...{ kind: 'client.reviewed', actor_kind: 'developer', object_id: 'fund' },
  });
  expect((await at.open(who, '/clients/apps/fund')).html).not.toContain('/fund/review');
});

test('an end is shown, and that the receipt is owed', async () => {
  const t = sentences('zh-CN').applications.developers;
  const on = clients.dayOf(at.clock.now());
  await clients.decideEnd(at.base, { id: 'fund', on }, { kind: 'system' });
  await clients.endDue(at.base);
  expect((await at.open(who, '/clients/apps/fund')).text).toContain(t.receipt_waits);
});
