import { expect, test, vi } from 'vitest';
import { type Newcomer, newcomers } from '../../demo/people/newcomers.ts';
import { population } from '../../demo/population.ts';
import { readIdentifier } from '../../src/identities/identifiers.ts';
import { button, password, press } from '../login/newcomer.ts';
import type { Visitor } from '../support/gateway.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { demoProcess, type Ready, signIn } from './rig.ts';

const demo = demoProcess();

const homeOf = (ready: Ready) => (ready.clients[0] as Ready['clients'][number]).home;

/** What a script reads of a telephone, once there are `count` texts on it; newest first. */
const textsTo = (ready: Ready, phone: string, count = 1) =>
  vi.waitFor(
    async () => {
      const query = new URLSearchParams({ to: `+86${phone}` });
      const answer = await fetch(`${ready.messages_url}?${query}`);
      const { messages } = (await answer.json()) as { messages: { to: string; text: string }[] };
      expect(messages).toHaveLength(count);
      return messages.map(({ text }) => text);
    },
    { timeout: 10_000, interval: 50 },
  );

const codeIn = (texts: string[]) => /\d{6}/.exec(texts[0] ?? '')?.[0] ?? '';

/** From the hall, as far as the page where somebody says who they are. */
async function toCheck(ready: Ready, who: Visitor, phone: string): Promise<Page> {
  const asked = await press(who, await who.open(homeOf(ready)), '/register');
  const coded = await who.submit(asked, { phone });
  const notice = await press(who, coded, '/code', { code: codeIn(await textsTo(ready, phone)) });
  return press(who, notice, '/notice');
}

test('newcomers are nobody with an account, and their numbers are right', () => {
  const accounts = population();
  for (const { id_number, phone } of newcomers) {
    expect(readIdentifier('resident_id', id_number, new Date())).toMatchObject({ ok: true });
    expect(phone).toMatch(/^1990000\d{4}$/);
    expect(accounts.filter((one) => one.phone === phone)).toEqual([]);
    expect(accounts.filter(({ document }) => document.number === id_number)).toEqual([]);
  }
});

test('a stranger registers with the code of the open telephones, and is there after a second start', async () => {
  const ready = await demo.start();
  const [someone, another] = ready.newcomers;
  if (!someone || !another) throw new Error('there are no newcomers');
  expect(someone).toMatchObject(newcomers[0] as Newcomer);
  await vi.waitFor(() => expect(demo.output()).toContain(someone.id_number), { timeout: 10_000 });
  const who = visitor();
  const { name, id_number, phone } = someone;
  const check = await toCheck(ready, who, phone);
  const set = await who.submit(check, { name, id_number, method: 'operator' }, button('check'));
  const hall = await who.submit(set, { password });
  expect(hall.url.href).toBe(homeOf(ready));
  expect(hall.text).toContain('您已登录');
  expect(hall.text).toContain('认证级别 2 级');
  // People read the same on a page, in the sentence that came.
  const phones = await who.open(ready.messages_url.replace('.json', ''));
  expect(phones.text).toContain('分钟内有效');
  expect(phones.text).toContain(`+86${phone}`);

  // The next one's face is compared, on a page that has no camera and says so.
  const before = visitor();
  const faced = await before.submit(
    await toCheck(ready, before, another.phone),
    { name: another.name, id_number: another.id_number, method: 'face' },
    button('check'),
  );
  const camera = await press(before, faced, '/face');
  expect(camera.text).toContain('示例中没有摄像头');
  const back = await before.submit(camera, {}, { name: 'who', value: 'themselves' });
  const come = await before.submit(back, { password: 'crane-over-ice-29' });
  expect(come.text).toContain('您已登录');
  expect(come.text).toContain('认证级别 3 级');

  await demo.interrupt();
  const again = await demo.start();
  expect(again.newcomers).toEqual(ready.newcomers);
  expect(await textsTo(again, phone, 0)).toEqual([]);
  const later = visitor();
  const local = { name: 'source', value: 'local' };
  const asked = await later.submit(await later.open(homeOf(again)), {}, local);
  const known = await later.submit(asked, { username: phone, password });
  expect(known.url.href).toBe(homeOf(again));
  expect(known.text).toContain('认证级别 2 级');
});

test('somebody with an account recovers a password, and is told by a message first', async () => {
  const ready = await demo.start();
  const account = ready.accounts.find(({ source }) => source === 'yibao');
  if (!account) throw new Error('nobody');
  await signIn(ready, homeOf(ready), account);
  const who = visitor();
  const picker = await who.open(homeOf(ready));
  const [, recover = ''] = /href="([^"]+\/recover)"/.exec(picker.html) ?? [];
  const { name, id_number: number, phone } = account;
  const asked = await who.open(new URL(recover, picker.url));
  const coded = await who.submit(asked, { name, number, phone }, { name: 'by', value: 'operator' });
  const code = codeIn(await textsTo(ready, phone));
  const standing = await who.submit(coded, { code });
  expect(standing.status).toBe(200);
  const [told] = await textsTo(ready, phone, 2);
  expect(told).toContain('正在重设您的统一身份密码');
  expect(told).toContain(`${ready.issuer}/stop/`);
});
