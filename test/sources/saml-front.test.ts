import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { type SamlIdp, startSamlIdp } from '../doubles/saml-idp.ts';
import { selfSigned } from '../doubles/saml-keys.ts';
import type { Browser, Page } from '../login/browser.ts';
import { type Province, startProvince } from '../login/province.ts';
import { auditTrail } from '../support/trail.ts';

/** SAML through the front door: the gateway's own routes, a real provider on another site. */
let province: Province;
let idp: SamlIdp;
const ours = selfSigned('ours');
const keys = {
  signing_key: ours.key,
  signing_certificate: ours.certificate,
  decryption_key: ours.key,
  decryption_certificate: ours.certificate,
};
const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

beforeAll(async () => {
  province = await startProvince();
  idp = await startSamlIdp({
    clock: province.data.clock,
    encrypts_for: ours.certificate,
    wants_signed_by: ours.certificate,
  });
});
beforeEach(async () => {
  await province.renew();
  idp.mend();
});
afterAll(async () => {
  await idp?.stop();
  await province?.stop();
});

async function register(settings: object = {}) {
  await sources.register(province.data.base, {
    id: 'tax',
    protocol: 'saml',
    department_code: 'fund-office',
    names: words('税务'),
    account_words: words('税务账号'),
    registration: 'issued',
    ceiling: 2,
    settings: { ...idp.settings, patience_ms: 10_000, ...keys, ...settings },
  });
}

const attributes = { name: '王测试', id_type: 'resident_id', id_number: '220000190001010018' };

/** What the source's page would post to us, from another site: a browser sends no cookie of ours along. */
async function post(back: Awaited<ReturnType<SamlIdp['visit']>>): Promise<string> {
  const response = await fetch(back.action, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(back.params),
  });
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '', back.action).href;
}

async function chosen(who: Browser): Promise<Page> {
  idp.signsIn({ name_id: 'sw-0001', attributes });
  return who.submit(await province.begin(who), '/source', { source: 'tax' });
}

test('a person who comes back by a posted answer is signed in', async () => {
  await register();
  const who = province.browser();
  const { leftFor } = await chosen(who);
  const back = await idp.visit({ kind: 'location', url: String(leftFor) });
  expect(back.action).toBe(`${province.site.origin}/callback/tax`);
  const notice = await who.open(await post(back));
  await who.submit(notice, '/notice');
  expect(province.engine.signedIn).toHaveLength(1);
  const trail = await auditTrail(province.data.base);
  const arrived = trail.find(({ kind }) => kind === 'identity.arrived');
  expect(arrived).toMatchObject({ source_id: 'tax', outcome: 'ok' });
  expect(JSON.stringify(trail)).not.toMatch(/王测试|2200001900|SAMLResponse/);
});

test('a request that is posted stands in a form that leads there and nowhere else', async () => {
  await register({ request_binding: 'post' });
  const who = province.browser();
  const page = await chosen(who);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1];
  expect(page.headers.get('content-security-policy')).toContain(new URL(idp.issuer).origin);
  expect(page.text).toContain(`action="${idp.issuer}/sso"`);
  const fields = { SAMLRequest: field('SAMLRequest') ?? '', RelayState: field('RelayState') ?? '' };
  const back = await idp.visit({ kind: 'post', url: `${idp.issuer}/sso`, fields });
  await who.submit(await who.open(await post(back)), '/notice');
  expect(province.engine.signedIn).toHaveLength(1);
});

test('an answer that holds nothing lets nobody in, and is in the trail', async () => {
  await register();
  const who = province.browser();
  const { leftFor } = await chosen(who);
  idp.misdeeds = { foreignSignature: true };
  const page = await who.open(
    await post(await idp.visit({ kind: 'location', url: String(leftFor) })),
  );
  expect(page.text).toContain('sources.bad_answer');
  expect(page.text).not.toContain('encrypted assertion');
  expect(province.engine.signedIn).toEqual([]);
  const failed = (await auditTrail(province.data.base)).find(({ kind }) => kind === 'login.failed');
  expect(failed).toMatchObject({ source_id: 'tax', detail: { reason: 'sources.bad_answer' } });
});

test('our metadata is open to anybody, also while the source is off, and holds no secret', async () => {
  await register();
  await province.data.base.db('sources').where({ id: 'tax' }).update({ state: 'paused' });
  const response = await fetch(`${province.site.origin}/callback/tax/metadata`);
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('application/samlmetadata+xml');
  expect(text).toContain(`entityID="${province.site.origin}/callback/tax/metadata"`);
  expect(text).toContain(`Location="${province.site.origin}/callback/tax"`);
  expect(text.match(/<ds:X509Certificate>/g)).toHaveLength(2);
  const secret = ours.key.split('\n')[3] ?? '-';
  expect(text).not.toContain('PRIVATE');
  expect(text).not.toContain(secret);
  for (const id of ['fund', 'nowhere']) {
    const none = await fetch(`${province.site.origin}/callback/${id}/metadata`);
    expect(none.status).toBe(404);
  }
});
