import { afterAll, beforeAll, expect, test } from 'vitest';
import { langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { echo, initialToken, metadata, send } from '../clients/tokens.ts';
import { joined } from '../developers/people.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

let at: Portal;
beforeAll(async () => {
  at = await startPortal();
}, 60_000);
afterAll(() => at?.stop());

/** A browser of a developer of a department. */
async function developerOf(department_code: string) {
  const { token, developer_id } = await joined(at.base, { department_code, by: at.by });
  const who = visitor();
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  who.cookies.set(`${name} /`, { value: `${name}=${token}`, path: '/' });
  return { who, developer_id };
}

test('what a program registered is its department’s, which goes on with it and ends the token of the program', async () => {
  const { secret } = await initialToken(at.base);
  const { body } = await send(`${at.issuer}/reg`, 'POST', secret, metadata());
  const { who, developer_id } = await developerOf('220000-hall');
  expect((await at.open(who, '/clients')).text).toContain(body.client_id);
  const path = `/clients/apps/${body.client_id}/credentials`;
  for (const lang of langs) {
    const { text } = await at.open(who, `${path}?lang=${lang}`);
    const t = sentences(lang).portal.credentials;
    for (const shown of [t.program, t.program_end, t.program_end_what])
      expect(text).toContain(shown);
  }
  const page = await at.open(who, `${path}?lang=zh-CN`);
  const forms = page.forms.filter(({ action }) => action.pathname === `${path}/program`);
  const after = await who.submit({ ...page, forms }, {});
  expect(after.text).not.toContain(sentences('zh-CN').portal.credentials.program_end);
  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    const said = method === 'PUT' ? echo(body) : undefined;
    const own = body.registration_access_token;
    expect((await send(body.registration_client_uri, method, own, said)).status).toBe(401);
  }
  const ended = (await auditTrail(at.base)).filter(({ kind }) => kind === 'client.token_ended');
  expect(ended).toMatchObject([
    { actor_kind: 'developer', actor_id: developer_id, object_id: body.client_id },
  ]);
  // Pressed twice, it says so.
  expect((await who.submit({ ...page, forms }, {})).url.search).toContain('done=nothing');
});
