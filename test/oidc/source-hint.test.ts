/** A client proposes a way in: it is tried once, and a proposal is all that it is. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  press,
  someone,
  startProvince,
  tokensThrough,
} from '../never/province.ts';
import { visitor } from '../support/visitor.ts';
import { another } from './rig.ts';

const staff = { kind: 'staff', id: 'duty-officer' } as const;

let p: Province;
beforeAll(async () => {
  p = await startProvince();
});
afterAll(() => p.stop());
beforeEach(async () => {
  for (const id of ['fund', 'medical']) await sources.resume(p.base, id, staff);
});

/** Stops where a department's own pages begin. */
const outside = () => visitor({ stopsAt: ({ origin }) => origin !== new URL(p.issuer).origin });
const asking = (params: Record<string, string>) => p.hall.ask(p.issuer, params);
const original = (id: 'fund' | 'medical' | 'tourism') =>
  new URL(String(p.providers[id].settings['issuer'])).origin;

it('whoever has to sign in goes straight to the source', async () => {
  const gone = await outside().open(asking({ source_hint: 'medical' }).address);
  expect(gone.url.origin).toBe(original('medical'));
});

it('and comes back signed in, with nothing to choose', async () => {
  p.providers.medical.signsIn(someone('单测试'));
  const who = visitor();
  const notice = await who.open(asking({ source_hint: 'medical' }).address);
  expect(codeOf(await press(who, notice, '/notice'))).toBeTruthy();
});

it('who turns back there has the picker, with it on top, and is not sent off again', async () => {
  p.providers.medical.misdeeds.cancel = true;
  const who = visitor();
  const picker = await who.open(asking({ source_hint: 'medical' }).address);
  p.providers.medical.mend();
  expect(picker.url.pathname).toMatch(/^\/signin\/[^/]+\/ways$/);
  expect(picker.text).toContain('这项服务建议使用');
  const again = await who.open(`${p.issuer}${picker.url.pathname.replace('/ways', '')}`);
  expect(again.url.origin).toBe(new URL(p.issuer).origin);
  expect(again.text).toContain('用哪个账号登录');
});

it('a session that lives goes on as without it; without one prompt=none is answered as ever', async () => {
  const silent = await visitor().open(asking({ source_hint: 'medical', prompt: 'none' }).address);
  expect(silent.url.searchParams.get('error')).toBe('login_required');
  const who = visitor();
  await tokensThrough(p, who, 'fund', someone('柏测试'));
  expect(codeOf(await who.open(asking({ source_hint: 'medical' }).address))).toBeTruthy();
});

it('the account of Songhua itself is asked for its password at once', async () => {
  const page = await visitor().open(asking({ source_hint: 'local' }).address);
  expect(page.forms.some(({ action }) => action.pathname.endsWith('/password'))).toBe(true);
});

it('one that is switched off stands on top, says so, and names another', async () => {
  await sources.pause(p.base, 'medical', staff);
  const page = await visitor().open(asking({ source_hint: 'medical' }).address);
  expect(page.text).toContain('医保账号暂停使用。您可以改用公积金账号');
  expect(page.html).not.toMatch(/<button[^>]*value="medical"/);
});

it('one that does not answer stands on top and says so', async () => {
  await p.base
    .db('source_health')
    .insert({
      ...{ source_id: 'medical', failures: 3, failed_step: 'sign_in' },
      opened_until: new Date(p.clock.now().getTime() + 60_000),
    })
    .onConflict('source_id')
    .merge();
  const page = await visitor().open(asking({ source_hint: 'medical' }).address);
  expect(page.text).toContain('医保账号所属部门的系统没有应答');
  await p.base.db('source_health').delete();
});

it('one that does not reach the level is not followed', async () => {
  const asked = asking({ source_hint: 'medical', acr_values: 'urn:songhua:acr:3' });
  const page = await visitor().open(asked.address);
  expect(page.text).toContain('只能达到 2 级');
});

it.each(['no-such-source', 'medical'])(
  'of %s, which the client does not accept, the picker says the same: it cannot be used here',
  async (source_hint) => {
    const party = await another(p, `fund-only-${source_hint}`, { accepted_sources: ['fund'] });
    const who = visitor();
    const page = await who.open(party.ask(p.issuer, { source_hint }).address);
    expect(page.text).toContain('这项服务建议的登录方式在这里不能使用');
    const came = await comeThrough(p, who, page, 'fund', someone('水测试'));
    expect(codeOf(came)).toBeTruthy();
    await party.stop();
  },
);

it('one in test is followed for nobody, and not named', async () => {
  await p.base.db('sources').where({ id: 'tourism' }).update({ state: 'test' });
  const page = await outside().open(asking({ source_hint: 'tourism' }).address);
  expect(page.text).not.toContain('旅游');
  await p.base.db('sources').where({ id: 'tourism' }).update({ state: 'live' });
});

it.each(['', '../../etc', 'A', '医保', 'x'.repeat(3_000)])(
  'what can be no id (%j) is as if it were not there',
  async (source_hint) => {
    const page = await visitor().open(asking({ source_hint }).address);
    expect(page.text).toContain('用哪个账号登录');
    expect(page.text).not.toContain('建议');
  },
);
