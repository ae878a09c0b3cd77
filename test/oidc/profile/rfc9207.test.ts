/** Who answered, RFC 9207: in every answer to an authorisation, well or ill, however it travels. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { visitor } from '../../support/visitor.ts';
import { codeOf, press, refusalIn } from '../rig.ts';
import { call, type Rig, startRig } from './oauth.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

const ill = { scope: 'openid idno' };

it('RFC 9207 §2: `iss` is our issuer beside a code, pushed or not, and beside every error', async () => {
  const { g, who, bank } = rig;
  const silent = await visitor().open(g.hall.ask(g.issuer, { prompt: 'none' }).address);
  const refused = await who.open(g.hall.ask(g.issuer, ill).address);
  const given = [
    await who.open(g.hall.ask(g.issuer).address),
    await who.open((await bank.ask()).address),
  ];
  for (const page of given) codeOf(page);
  expect([refusalIn(silent), refusalIn(refused)]).toEqual(['login_required', 'invalid_scope']);
  for (const { url } of [...given, silent, refused])
    expect(url.searchParams.getAll('iss')).toEqual([g.issuer]);
});

it('RFC 9207 §2: also where the person leaves the sign-in', async () => {
  const { g } = rig;
  const who = visitor();
  const page = await press(who, await who.open(g.hall.ask(g.issuer).address), '/leave');
  expect(refusalIn(page)).toBe('access_denied');
  expect(page.url.searchParams.getAll('iss')).toEqual([g.issuer]);
});

it.each(['form_post', 'fragment'])(
  'RFC 9207 §2: also in an answer by %s',
  async (response_mode) => {
    const { g, who } = rig;
    for (const params of [{}, ill]) {
      const page = await who.open(g.hall.ask(g.issuer, { response_mode, ...params }).address);
      const fields =
        response_mode === 'form_post'
          ? page.forms[0]?.fields
          : Object.fromEntries(new URLSearchParams(page.url.hash.slice(1)));
      expect(fields).toMatchObject({ iss: g.issuer, state: 'state-of-the-application' });
      expect(Object.keys(fields ?? {})).toContain('scope' in params ? 'error' : 'code');
    }
  },
);

it('RFC 9207 §2.3, §3: the discovery document says so, and names the same issuer', async () => {
  const { issuer } = rig.g;
  const { body } = await call(`${issuer}/.well-known/openid-configuration`);
  expect(body).toMatchObject({ issuer, authorization_response_iss_parameter_supported: true });
});
