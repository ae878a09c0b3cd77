import { h } from 'preact';
import { z } from 'zod';
import { type ActName, IdentityPage } from '../../views/admin/identities.tsx';
import { zhCN } from '../../views/locales/console/zh-CN.ts';
import * as approvals from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import { leadsTo, reasons } from '../identities/interventions-rules.ts';
import { maskName } from '../identities/masks.ts';
import * as support from '../support/support.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import type { Permission } from './policy.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { form, may, mayAlso, open, placeOf, searched, standingOf } from './support.ts';

/** One identity at a time, opened with a reason: how it stands, and what may be done to it. */

const at = '/admin/identities/:id';
const SHOWN = 50;

/** Who may ask for or do each act. What keeps somebody out takes two people, and so does its end. */
const permissions = {
  suspend: 'ask to lock or close an identity',
  close: 'ask to lock or close an identity',
  restore: 'ask to lock or close an identity',
  require_password: 'require a new password of an identity',
  require_evidence: 'require new evidence of an identity',
} as const satisfies Record<ActName, Permission>;

const acts = Object.keys(permissions) as ActName[];

/** The identity of the address's opening, for whoever opened it. */
async function opened(at: At) {
  const { identity_id, until_at } = await support.read(
    at.base,
    at.params['id'] ?? '',
    at.staff.staff_id,
  );
  if (!identity_id) throw new Refusal('admin.not_here');
  return { identity_id, until_at };
}

async function one(at: At): Promise<void> {
  const { base, frame, params } = at;
  const { identity_id, until_at } = await opened(at);
  const facts = await support.factsOf(base, identity_id);
  if (!facts) throw new Refusal('admin.not_here');
  const now = base.clock.now();
  const open: ActName[] = [];
  for (const act of acts) {
    if (
      leadsTo(facts.standing, act, now) &&
      (await mayAlso(at, base, permissions[act], identity_id))
    )
      open.push(act);
  }
  const list = await interventions.list(base, identity_id, { limit: SHOWN });
  const names = await departments.named(
    base,
    list.flatMap(({ department_id }) => department_id ?? []),
  );
  answer(
    at,
    h(IdentityPage, {
      frame,
      until: until_at,
      found: standingOf(facts),
      named: facts.masked_name || zhCN.identities.unnamed,
      acts: open.map((act) => ({ act, reasons: reasons[act] })),
      action: (act) => `/admin/identities/${params['id']}/${pathOf(act)}`,
      done: list.map((row) => {
        const department = names.get(row.department_id ?? '')?.names;
        return {
          ...{ at: row.at, kind: row.kind, reason_code: row.reason_code },
          ...(department && { department }),
          ...(row.note && { note: row.note }),
          ...(row.lifted_at && { ended_at: row.lifted_at }),
        };
      }),
      href: `/admin/support/${params['id']}`,
    }),
  );
}

const pathOf = (act: ActName) => act.replace('_', '-');

/** What has to be typed: the name as this page shows it. */
async function confirm(base: Base, { id = '' }: Record<string, string>): Promise<string> {
  const identity_id = await support.identityOf(base, id);
  const claims = identity_id && (await identities.claimsOf(base, identity_id));
  return (claims && maskName(claims.name ?? '')) || zhCN.identities.unnamed;
}

const fieldsOf = <A extends ActName>(act: A) => ({
  reason_code: z.enum(reasons[act] as unknown as [(typeof reasons)[A][number]]),
  reason,
});

/** Asks for an act of two people. */
async function ask(
  at: At,
  act: 'identity.lock' | 'identity.close' | { restore: 'suspended' | 'closed' },
  input: { reason_code: string; reason: string },
): Promise<void> {
  const { base, staff } = at;
  const { identity_id } = await opened(at);
  const params = { identity_id, reason_code: input.reason_code };
  const asked =
    typeof act === 'string'
      ? { act, params }
      : { act: 'identity.restore' as const, params: { ...params, was: act.restore } };
  const place = await support.placeOfIdentity(base, identity_id);
  const by = staff.staff_id;
  await approvals.ask(base, { ...asked, place, reason: input.reason, by }, at.needs.approvals);
  done(at, back(at), 'asked');
}

const back = ({ params }: At) => `/admin/identities/${params['id']}`;

/** Does an act at once. */
async function act<A extends 'restore' | 'require_password' | 'require_evidence'>(
  at: At,
  how: (base: Base, order: interventions.Order<A>, by: interventions.By) => Promise<string>,
  input: { reason_code: (typeof reasons)[A][number]; reason: string },
): Promise<void> {
  const { staff_id, department_id } = at.staff;
  const { identity_id } = await opened(at);
  const { reason_code, reason: note } = input;
  await how(at.base, { identity_id, reason_code, note }, { staff_id, department_id });
  done(at, back(at), 'changed');
}

/** Asked for where the person is kept out; only what one person asked of them, one takes back. */
async function restore(
  at: At,
  input: { reason_code: (typeof reasons)['restore'][number]; reason: string },
): Promise<void> {
  const { identity_id } = await opened(at);
  const standing = await interventions.standingOf(at.base, identity_id);
  const state = standing?.state;
  if (state === 'suspended' || state === 'closed') return ask(at, { restore: state }, input);
  await act(at, interventions.restore, input);
}

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/identities', may, handle: form('identities') }),
  post({
    ...{ path: '/admin/identities', may },
    fields: searched,
    async handle(at, input) {
      const id = await open(at, input);
      // Who is not there, or not in one's scope, has no page of their own: what was tried is all.
      const found = await support.identityOf(at.base, id);
      seeOther(at.ctx, `/admin/${found ? 'identities' : 'support'}/${id}`);
    },
  }),
  page({ path: at, may, place: placeOf, handle: one }),
  post({
    ...{ path: `${at}/suspend`, may: permissions.suspend, place: placeOf, confirm },
    fields: fieldsOf('suspend'),
    handle: (at, input) => ask(at, 'identity.lock', input),
  }),
  post({
    ...{ path: `${at}/close`, may: permissions.close, place: placeOf, confirm },
    fields: fieldsOf('close'),
    handle: (at, input) => ask(at, 'identity.close', input),
  }),
  post({
    ...{ path: `${at}/restore`, may: permissions.restore, place: placeOf },
    fields: fieldsOf('restore'),
    handle: restore,
  }),
  post({
    ...{ path: `${at}/require-password`, may: permissions.require_password, place: placeOf },
    fields: fieldsOf('require_password'),
    handle: (at, input) => act(at, interventions.requirePassword, input),
  }),
  post({
    ...{
      path: `${at}/require-evidence`,
      may: permissions.require_evidence,
      place: placeOf,
      confirm,
    },
    fields: fieldsOf('require_evidence'),
    handle: (at, input) => act(at, interventions.requireEvidence, input),
  }),
];
