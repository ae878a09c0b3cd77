/** From a weak sign-in to the cases of the counter, through the whole gateway. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as credentials from '../../src/credentials/credentials.ts';
import { plant } from '../sources/plant.ts';
import {
  type Citizen,
  citizen,
  signInLocally,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { caseDesk } from './case-desk.ts';

let g: TestGateway;
let zhang: Citizen;
beforeAll(async () => {
  g = await startTestGateway();
  zhang = await citizen(g.base, 'zhang', {}, 1);
  await plant(g.base);
  const desk = await caseDesk(g.base);
  await desk.accept('G-1', { number: '220000190001010018', name: '张测试' });
});
afterAll(() => g?.stop());

it('asks for a way of level 2, and comes back to an account that shows what was held back', async () => {
  const who = visitor();
  expect((await signInLocally(who, `${g.issuer}/account`, zhang)).text).not.toContain('事项 G-1');
  const cases = await who.open(`${g.issuer}/account/cases`);
  expect(cases.text).toContain('用更可靠的方式登录');

  const stepUp = await who.open(`${g.issuer}/account/raise`);
  expect(stepUp.url.pathname).toMatch(/^\/signin\//);
  expect(stepUp.text).toContain('2 级以上');
  const picker = await who.open(`${stepUp.url.href}/ways`);
  expect(picker.text).toContain('2 级以上');

  // The same password, but set in a session of level 2.
  const { identity_id, password, username } = zhang;
  const stronger = { identity_id, password, login_name: username, bound_level: 2 };
  await credentials.setPassword(g.base, stronger);
  const asked = await who.submit(picker, {}, { name: 'source', value: 'local' });
  const back = await who.submit(asked, { username, password });
  expect(back.url.pathname).toBe('/account');
  expect(back.text).toContain('事项 G-1');
  expect((await who.open(`${g.issuer}/account/raise`)).url.pathname).toBe('/account/cases');
  const raised = (await auditTrail(g.base)).filter(({ kind }) => kind === 'session.raised');
  expect(raised).toMatchObject([{ actor_id: identity_id, detail: { level: 2 } }]);
});

it('leaves the account as it was when somebody goes back without signing in', async () => {
  const weak = visitor();
  await credentials.setPassword(g.base, {
    ...{ identity_id: zhang.identity_id, password: zhang.password, bound_level: 1 },
    login_name: zhang.username,
  });
  await signInLocally(weak, `${g.issuer}/account`, zhang);
  const picker = await weak.open(`${g.issuer}/account/raise`);
  const forms = picker.forms.filter(({ action }) => action.pathname.endsWith('/leave'));
  const back = await weak.submit({ ...picker, forms });
  expect(back.url.pathname).toBe('/account');
  expect(back.status).toBe(200);
  expect(back.text).not.toContain('事项 G-1');
});
