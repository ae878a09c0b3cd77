/** From the sandbox into production: what the one signs, the other takes, all of it at the two portals. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as developers from '../../src/developers/developers.ts';
import { forms } from '../clients/forms.ts';
import { joined } from '../developers/people.ts';
import { loopback } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { type Portal, startPortal } from './rig.ts';

const id = 'fund-letters';
let sandbox: Portal;
let province: Portal;
beforeAll(async () => {
  sandbox = await startPortal({ env: { SANDBOX: 'true' } });
  const env = { SANDBOX_ISSUER: sandbox.issuer, OUTSIDE_NETWORKS: loopback.join(',') };
  province = await startPortal({ env });
}, 120_000);
afterAll(async () => {
  await province?.stop();
  await sandbox?.stop();
});

/** A developer of the department at one of the two, with the application as a draft there. */
async function memberAt(at: Portal, changes: Partial<clients.Proposal> = {}) {
  const member = await joined(at.base, { department_code: '220000-hall', by: at.by });
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  const cookie = `${name}=${member.token}`;
  const who = visitor();
  who.cookies.set(`${name} /`, { value: cookie, path: '/' });
  const draft = { id, department_code: '220000-hall', ...forms(id), ...changes };
  await clients.draft(at.base, draft, developers.actor(member.developer_id));
  return {
    open: (path: string) => at.open(who, path),
    async submit(report: string) {
      const page = await at.open(who, `/clients/apps/${id}`);
      const csrf = page.forms.flatMap(({ fields }) => fields['_csrf'] ?? [])[0] ?? '';
      return fetch(`${at.issuer}/clients/apps/${id}/submit`, {
        ...{ method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html' } },
        body: new URLSearchParams({ report, _csrf: csrf }),
      });
    },
  };
}

/** A run of the sandbox as the robot leaves it; its own tests are those of clients/acceptance. */
async function ran(passed: boolean): Promise<void> {
  sandbox.clock.advance(1_000);
  const at = sandbox.clock.now();
  const result = passed ? 'passed' : 'failed';
  await sandbox.base.db('acceptance_runs').insert({
    ...{ id: newId(sandbox.clock), client_id: id, state: 'done', passed, profile: 'standard' },
    ...{ asked_at: at, ended_at: at, addresses: '{}' },
    redirect_uris: JSON.stringify(forms(id).redirect_uris),
    points: JSON.stringify(acceptance.pointCodes.map((code) => ({ code, result, evidence: '' }))),
  });
}

/** What stands to be copied on the sandbox's page. */
const copied = (html: string): string | undefined => /\beyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(html)?.[0];

test('a report that the sandbox signs hands the application in at the province; nothing else does', async () => {
  const [there, here] = [await memberAt(sandbox), await memberAt(province)];
  await ran(false);
  expect(copied((await there.open(`/clients/apps/${id}/acceptance`)).html)).toBeUndefined();
  await ran(true);
  const report = copied((await there.open(`/clients/apps/${id}/acceptance`)).html) ?? '';
  expect(report).not.toBe('');
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
