/** From the sandbox into production: what the one signs, the other takes, all of it at the two portals. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { auditTrail } from '../support/trail.ts';
import { memberAt, pointsBut, ranAt } from './handing-in.ts';
import { type Portal, startBoth } from './rig.ts';

const id = 'fund-letters';
let sandbox: Portal;
let province: Portal;
beforeAll(async () => {
  ({ sandbox, province } = await startBoth());
}, 120_000);
afterAll(async () => {
  await province?.stop();
  await sandbox?.stop();
});

/** A run of every point alike. */
const ran = (passed: boolean) =>
  ranAt(
    sandbox,
    id,
    acceptance.pointCodes.map((code) => ({
      code,
      result: passed ? 'passed' : 'failed',
      evidence: '',
    })),
  );

/** What stands to be copied on the sandbox's page. */
const copied = (html: string): string | undefined => /\beyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(html)?.[0];

test('a report that the sandbox signs hands the application in at the province; nothing else does', async () => {
  const [there, here] = [await memberAt(sandbox, id), await memberAt(province, id)];
  await ran(false);
  expect(copied((await there.open(`/clients/apps/${id}/acceptance`)).html)).toBeUndefined();
  expect((await there.open(`/clients/apps/${id}`)).html).toMatch(
    /\/acceptance">已通过沙箱的自动验收/,
  );
  await ran(true);
  expect((await there.open(`/clients/apps/${id}`)).html).not.toMatch(
    /\/acceptance">已通过沙箱的自动验收/,
  );
  const report = copied((await there.open(`/clients/apps/${id}/acceptance`)).html) ?? '';
  expect(report).not.toBe('');
  const kept = await there.file(`/clients/apps/${id}/acceptance/report`);
  expect([
    kept.status,
    kept.headers.get('content-type'),
    kept.headers.get('cache-control'),
  ]).toEqual([200, 'application/jose', 'no-store']);
  expect(kept.headers.get('content-disposition')).toBe(
    `attachment; filename="${id}-acceptance.jws"`,
  );
  expect((await kept.text()).split('.')[1]).toBe(report.split('.')[1]);
  const registration = await there.file(`/clients/apps/${id}/registration`);
  expect(registration.headers.get('content-type')).toBe('application/json');
  expect(await registration.json()).toMatchObject({ songhua_registration: 1, id });
  expect((await there.open(`/clients/apps/${id}`)).html).toMatch(
    /<textarea id="shown-carried"[^>]*readonly[^>]*>\{/,
  );
  // Production has neither.
  for (const path of ['acceptance/report', 'registration'])
    expect((await here.file(`/clients/apps/${id}/${path}`)).status).toBe(404);
  // A later run that fails takes nothing of it away.
  await ran(false);
  const still = copied((await there.open(`/clients/apps/${id}/acceptance`)).html) ?? '';
  expect(still.split('.')[1]).toBe(report.split('.')[1]);

  const state = async () => (await clients.read(province.base, id))?.state;
  const none = await here.submit('');
  expect([none.status, await none.text()]).toEqual([
    409,
    expect.stringContaining('clients.not_accepted'),
  ]);
  const [head, payload, signature] = report.split('.');
  const altered = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
  altered.client_id = 'another';
  const forged = `${head}.${Buffer.from(JSON.stringify(altered)).toString('base64url')}.${signature}`;
  for (const wrong of [forged, 'not a report', report.slice(0, -8)]) {
    const refused = await here.submit(wrong);
    expect([wrong.slice(0, 12), refused.status >= 400, await state()]).toEqual([
      ...[wrong.slice(0, 12), true, 'draft'],
    ]);
  }

  const handed = await here.submit(report);
  expect(handed.headers.get('location')).toBe(`/clients/apps/${id}?done=submitted`);
  expect(await state()).toBe('submitted');
  expect((await here.open(`/clients/apps/${id}`)).text).toContain('已提交');
  const trail = await auditTrail(province.base);
  expect(trail.find(({ kind }) => kind === 'acceptance.imported')).toMatchObject({
    ...{ client_id: id, outcome: 'ok' },
    detail: { issuer: sandbox.issuer },
  });
});

test('what failed only a point that may be excused is handed in with a reason, and not without', async () => {
  const app = 'fund-behind-apache';
  const [there, here] = [await memberAt(sandbox, app), await memberAt(province, app)];
  const point = 'id_token.alg_none';
  const field = `excuse.${point}`;
  const reason = '网站由 Apache 的 mod_auth_openidc 登录，程序不能改；TLS 由信息中心保证。';
  await ranAt(sandbox, app, pointsBut({ [point]: 'failed' }));
  const found = await there.open(`/clients/apps/${app}/acceptance`);
  expect(found.text).toContain(sentences('zh-CN').acceptance.excusable(1));
  // On the way to people that step is done, with what is left to say.
  const step = sentences('zh-CN').portal.overview.accepted_but('1');
  const steps = (await there.open(`/clients/apps/${app}`)).html;
  expect(steps).toContain(`<span>${step}`);
  // What is worded as done is said not to be, also to whom no shape is shown.
  const { live, not_yet } = sentences('zh-CN').portal.overview;
  expect(steps).toContain(`<span class="unseen">${not_yet}</span>${live}`);
  const report = copied(found.html) ?? '';
  expect(JSON.parse(Buffer.from(report.split('.')[1] ?? '', 'base64url').toString()).passed).toBe(
    false,
  );

  for (const blank of [undefined, '', '   ', '太短']) {
    const refused = await here.submit(report, blank === undefined ? {} : { [field]: blank });
    const html = await refused.text();
    expect([refused.status, html]).toEqual([
      400,
      expect.stringContaining('clients.excuse_missing'),
    ]);
    expect(html).toContain(`name="${field}"`);
    expect(await here.state()).toBe('draft');
  }
  // What was not handed in is not kept either.
  expect(await acceptance.imported(province.base, app)).toBeUndefined();
  const handed = await here.submit(report, { [field]: reason });
  expect(handed.headers.get('location')).toBe(`/clients/apps/${app}?done=submitted`);

  const trail = await auditTrail(province.base);
  const event = trail.find(
    ({ kind, client_id }) => kind === 'client.submitted' && client_id === app,
  );
  expect(event?.detail).toMatchObject({ excused: point });
  const change = await clients.openChange(province.base, app);
  expect(event?.detail).toMatchObject({ change_id: change?.id });
  expect(change?.acceptance?.excused).toEqual([{ code: point, reason }]);
  // Somebody's own words stand nowhere in clear.
  const row = await province.base.db('client_changes').where({ id: change?.id }).first();
  expect(JSON.stringify([row, trail])).not.toContain('Apache');
});
