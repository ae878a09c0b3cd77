import * as acceptance from '../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../src/clients/clients.ts';
import { newId } from '../../src/crypto/ids.ts';
import * as developers from '../../src/developers/developers.ts';
import { forms } from '../clients/forms.ts';
import { joined } from '../developers/people.ts';
import { visitor } from '../support/visitor.ts';
import type { Portal } from './rig.ts';

/** A developer of the department at a portal, with the application as a draft there. */
export async function memberAt(at: Portal, id: string, changes: Partial<clients.Proposal> = {}) {
  const member = await joined(at.base, { department_code: '220000-hall', by: at.by });
  const name = `songhua-developer-${new URL(at.issuer).port}`;
  const cookie = `${name}=${member.token}`;
  const who = visitor();
  who.cookies.set(`${name} /`, { value: cookie, path: '/' });
  const draft = { id, department_code: '220000-hall', ...forms(id), ...changes };
  await clients.draft(at.base, draft, developers.actor(member.developer_id));
  const csrf = async () => {
    const page = await at.open(who, `/clients/apps/${id}`);
    return page.forms.flatMap(({ fields }) => fields['_csrf'] ?? [])[0] ?? '';
  };
  return {
    open: (path: string) => at.open(who, path),
    file: (path: string) =>
      fetch(`${at.issuer}${path}`, { headers: { cookie, accept: 'text/html' } }),
    state: async () => (await clients.read(at.base, id))?.state,
    /** Posts the form of handing in, with fields that it may not even have. */
    async submit(report: string, fields: Record<string, string> = {}) {
      return fetch(`${at.issuer}/clients/apps/${id}/submit`, {
        ...{ method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html' } },
        body: new URLSearchParams({ report, ...fields, _csrf: await csrf() }),
      });
    },
  };
}

/** Every point as it passed, but for these. */
export const pointsBut = (
  changes: Partial<Record<acceptance.PointCode, acceptance.Result>>,
): acceptance.Point[] =>
  acceptance.pointCodes.map((code) => ({ code, result: changes[code] ?? 'passed', evidence: [] }));

/** A run of the sandbox as the robot leaves it; its own tests are those of clients/acceptance. */
export async function ranAt(
  sandbox: Portal,
  client_id: string,
  points: acceptance.Point[],
  profile = 'standard',
): Promise<void> {
  sandbox.clock.advance(1_000);
  const at = sandbox.clock.now();
  await sandbox.base.db('acceptance_runs').insert({
    ...{ id: newId(sandbox.clock), client_id, state: 'done', profile },
    ...{ asked_at: at, ended_at: at, addresses: '{}', passed: acceptance.allPassed(points) },
    redirect_uris: JSON.stringify(forms(client_id).redirect_uris),
    points: JSON.stringify(points),
  });
}
