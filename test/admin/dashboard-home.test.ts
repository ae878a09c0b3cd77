import { afterAll, beforeAll, expect, test } from 'vitest';
import * as conflicts from '../../src/identities/conflicts.ts';
import * as messages from '../../src/staff/messages.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { somebody } from '../sessions/people.ts';
import { auditTrail } from '../support/trail.ts';
import { regionSource, send, textOf } from './approving.ts';
import { type Console, startConsole } from './console.ts';

/** The first page: what waits for whoever is signed in, and for nobody else. */
let hall: Console;
beforeAll(async () => {
  hall = await startConsole();
  await regionSource(hall, 'yanji-source');
  await regionSource(hall, 'shuangyang-source', 'shuangyang');
}, 60_000);
afterAll(() => hall?.stop());

const t = sentences('zh-CN').console.home;

test('an act that was asked for waits for those who may decide on it, not for whoever asked', async () => {
  const asker = await hall.as('department_administrator', 'inside');
  await send(asker, '/admin/sources/yanji-source/off', { named: 'yanji-source' });
  const found = await hall.base.db('approvals').where({ state: 'asked' } as never);
  expect(found).toHaveLength(1);
  const decider = await hall.as('system_administrator', 'province');
  expect((await textOf(decider, '/admin')).text).toContain(t.approvals('1'));
  for (const who of [asker, await hall.as('audit_administrator', 'province')])
    expect((await textOf(who, '/admin')).text).not.toContain(t.approvals('1'));
});

test('a question about two accounts waits for the staff of its region', async () => {
  const [one, other, third] = [
    await somebody(hall.base),
    await somebody(hall.base),
    await somebody(hall.base),
  ];
  const question = {
    identity_id: one,
    other_identity_id: other,
    link_id: null,
    reason: 'other_name',
  };
  await conflicts.queue(hall.base, { ...question, source_id: 'shuangyang-source' });
  const inside = await hall.as('operator', 'inside');
  expect((await textOf(inside, '/admin')).text).toContain(t.nothing_waits);
  await conflicts.queue(hall.base, {
    ...question,
    other_identity_id: third,
    source_id: 'yanji-source',
  });
  expect((await textOf(inside, '/admin')).text).toContain(t.conflicts('1'));
  const whole = await hall.as('operator', 'province');
  expect((await textOf(whole, '/admin')).text).toContain(t.conflicts('2'));
});

test('what all staff are told stands on top until one has read it', async () => {
  const about = await hall.as('security_administrator', 'province');
  const [one, other] = [
    await hall.as('operator', 'inside'),
    await hall.as('audit_administrator', 'province'),
  ];
  await messages.tellAll(hall.base, 'first_administrator', about.staff_id);
  const words = t.messages['first_administrator'] as string;
  const { text } = await textOf(one, '/admin');
  expect(text).toContain(words);
  const [, message_id = ''] = /name="message_id" value="([^"]+)"/.exec(text) ?? [];
  expect(await send(one, '/admin/message-read', { message_id, reason: '' })).toContain('/admin');
  expect((await textOf(one, '/admin')).text).not.toContain(words);
  expect((await textOf(other, '/admin')).text).toContain(words);
  // Who it speaks of is not warned of herself.
  expect((await textOf(about, '/admin')).text).not.toContain(words);
  expect(await auditTrail(hall.base)).toContainEqual(
    expect.objectContaining({ kind: 'staff.message_read', actor_id: one.staff_id }),
  );
});
