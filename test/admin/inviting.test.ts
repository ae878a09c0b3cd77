import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailRelay, startMailRelay } from '../doubles/mail-relay.ts';
import { type Console, type Member, startConsole } from './console.ts';

let relay: MailRelay;
let hall: Console;
let local: Member;
beforeAll(async () => {
  relay = await startMailRelay();
  hall = await startConsole({ env: relay.env });
  local = await hall.as('department_administrator', 'inside');
}, 60_000);
afterAll(async () => {
  await hall?.stop();
  await relay?.stop();
});

test('staff are told when an invitation went without a mail', async () => {
  const invite = async () => {
    const fields = { address: 'newcomer@office.example', department: 'yanji-fund' };
    const sent = { _csrf: await local.csrf(), _form: 'invite', ...fields };
    const answer = await local.post('/admin/developers/invite', sent, { origin: hall.issuer });
    return answer.headers.get('location');
  };
  expect(await invite()).toBe('/admin/developers/invited?done=invited');
  // To one address goes one mail a minute.
  const again = String(await invite());
  expect(again).toBe('/admin/developers/invited?done=invited_unmailed');
  const page = await local.get(again, { accept: 'text/html' });
  expect(await page.text()).toContain('没有发邮件');
});
