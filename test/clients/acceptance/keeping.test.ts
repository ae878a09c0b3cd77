/** What can be seen over TLS alone: the application of the other tests is on this machine, over http. */
import { expect, test } from 'vitest';
import type { Page } from '../../../src/clients/acceptance/browser.ts';
import { checkKeeping } from '../../../src/clients/acceptance/checks/keeping.ts';
import { type Jar, makeJar } from '../../../src/clients/acceptance/jar.ts';
import type { PointCode } from '../../../src/clients/acceptance/points.ts';
import type { Attempt, Trial } from '../../../src/clients/acceptance/trial.ts';

const inside = new URL('https://app.example/inside');
const right = {
  cookie: 'session=inside-by-this; Path=/; Secure; HttpOnly; SameSite=Lax',
  hsts: 'max-age=31536000' as string | undefined,
  sign_out: 'https://app.example/sign-out',
};

/** The points of one sign-in at an application that is reached over https, that did not pass. */
async function failed(changes: Partial<typeof right>): Promise<string[]> {
  const { cookie, hsts, sign_out } = { ...right, ...changes };
  const headers: Record<string, string | undefined> = {
    ...{ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' },
    ...{ 'x-frame-options': 'DENY', 'content-security-policy': "default-src 'self'" },
    ...{ 'cache-control': 'no-store', 'strict-transport-security': hsts },
  };
  const page = {
    ...{ side: 'client', method: 'GET', url: inside, status: 200, cookies: [cookie] },
    ...{ html: '', text: 'Welcome.', forms: [], links: [] },
    header: (name: string) => headers[name] ?? '',
  } as unknown as Page;
  const client = makeJar();
  client.take(cookie, inside, Date.now());
  const attempt = {
    ...{ browser: { jars: { client, gateway: makeJar() }, hops: [page], answers: [] } },
    ...{ page, shown: page, inside: true, before: makeJar(), asked: [] },
  } as unknown as Attempt;
  const found = new Map<PointCode, unknown>();
  const trial = {
    client: {
      redirect_uris: ['https://app.example/callback'],
      post_logout_redirect_uris: ['https://app.example/signed-out'],
      backchannel_logout_uri: 'https://app.example/backchannel',
    },
    addresses: { start: 'https://app.example/login', inside: inside.href, sign_out },
    looksInside: async (jar: Jar) => ({ inside: jar.headerFor(inside).includes('session=') }),
    applies: () => true,
    note: (code: PointCode, result: unknown) => found.set(code, result),
  } as unknown as Trial;
  await checkKeeping(trial, attempt);
  expect([...found.keys()]).toEqual(
    expect.arrayContaining(['cookie.secure', 'header.hsts', 'tls.everywhere']),
  );
  return [...found].filter(([, result]) => result === false).map(([code]) => code);
}

test('an application that is reached over https, and does everything right, passes', async () => {
  expect(await failed({})).toEqual([]);
});

test.each<[PointCode, Partial<typeof right>]>([
  ['cookie.secure', { cookie: 'session=inside-by-this; Path=/; HttpOnly; SameSite=Lax' }],
  ['header.hsts', { hsts: undefined }],
  ['header.hsts', { hsts: 'max-age=0' }],
  ['tls.everywhere', { sign_out: 'http://app.example/sign-out' }],
])('%s finds what is wrong with it, and nothing else does', async (code, changes) => {
  expect(await failed(changes)).toEqual([code]);
});
