import { h } from 'preact';
import { z } from 'zod';
import type { SupportPageProps } from '../../views/admin/support.tsx';
import { SupportFormPage, SupportPage } from '../../views/admin/support.tsx';
import type { Standing } from '../../views/admin/support-facts.tsx';
import type { Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Base } from '../base.ts';
import { seeOther } from '../http/see-other.ts';
import { viewingReasons } from '../identities/interventions-rules.ts';
import { maskNumber } from '../identities/masks.ts';
import * as sources from '../sources/sources.ts';
import * as support from '../support/support.ts';
import { type At, answer } from './at.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';
import { allows } from './scope.ts';

/** Why can this person not sign in: asked for with a reason, shown for half an hour. */

export const may = 'look up one identity';

/** Where an opening hangs; it is found by nobody but whoever opened it (support.read). */
export const placeOf: PlaceOf = (base, { id = '' }) => support.placeOfOpening(base, id);

export const searched = {
  typed: z.string().trim().min(1).max(64),
  reason_code: z.enum(viewingReasons),
  note: z.string().trim().min(10).max(500),
};

/** Opens what is searched for, and gives the opening's id. */
export const open = (
  { base, staff, scope }: At,
  input: z.infer<z.ZodObject<typeof searched>>,
): Promise<string> => {
  const { staff_id, department_id } = staff;
  return support.open(base, input, { staff_id, department_id, departments: scope.department_ids });
};

export const form = (section: 'support' | 'identities') => async (at: At) =>
  answer(
    at,
    h(SupportFormPage, {
      ...{ frame: at.frame, section, reasons: viewingReasons, action: `/admin/${section}` },
    }),
  );

async function one(at: At): Promise<void> {
  const { base, params, staff, scope, frame } = at;
  const { id = '' } = params;
  const opening = await support.read(base, id, staff.staff_id);
  const facts = opening.identity_id && (await support.factsOf(base, opening.identity_id));
  const all = await sources.overview(base);
  const names = new Map(all.map((source) => [source.id, source.names]));
  const within = scope.department_ids;
  const reached = new Set(
    all.flatMap(({ id, department }) =>
      within === 'all' || within.includes(department.id) ? [id] : [],
    ),
  );
  const where = (source_id: string | undefined): SupportPageProps['tries'][number]['where'] =>
    source_id === undefined || source_id === 'local' ? local : (names.get(source_id) ?? source_id);
  // Of sources outside the scope nothing is said: neither tries nor waits.
  const linked = facts ? facts.links.map(({ source_id }) => source_id) : [...names.keys()];
  const asked = linked.filter((source_id) => reached.has(source_id));
  const waits = await support.waits(base, opening.looked_for, asked);
  answer(
    at,
    h(SupportPage, {
      frame,
      looked_for: maskNumber(opening.looked_for.replace(/\s/g, '')),
      until: opening.until_at,
      ...(facts && { found: standingOf(facts) }),
      waits: waits.map(({ source_id, seconds }) => ({
        where: where(source_id),
        minutes: Math.ceil(seconds / 60),
      })),
      tries: (await support.tries(base, opening, scope.department_ids)).map((one) => ({
        ...{ id: one.id, at: one.at, kind: one.kind, reason: one.reason },
        where: where(one.source_id),
        ...(one.page && { page: one.page }),
      })),
      ...(facts && { href: `/admin/identities/${id}` }),
    }),
  );
}

/** The password that is ours, as the page names it. */
const localIn = (lang: Lang) => sentences(lang).console.support.local;
const local = { 'zh-CN': localIn('zh-CN'), ko: localIn('ko'), en: localIn('en') };

export function standingOf(facts: support.Facts): Standing {
  const { standing, links, ...rest } = facts;
  const { state, password_required, evidence_required } = standing;
  return {
    ...rest,
    ...{ state, password_required, evidence_required },
    links: links.map((link) => ({
      name: link.names ?? link.source_id,
      state: link.state,
      password_stopped: link.password_stopped,
      blocked: link.blocked,
      last_used_at: link.last_used_at,
      source: link.source_state === 'live' ? (link.health ?? 'ok') : 'paused',
    })),
  };
}

/** Whether somebody may do more with the identity of an opening. */
export const mayAlso = async (
  { staff }: At,
  base: Base,
  permission: Parameters<typeof allows>[2],
  identity_id: string,
): Promise<boolean> =>
  allows(base, staff.grants, permission, await support.placeOfIdentity(base, identity_id));

export const routes: readonly ConsoleRoute[] = [
  page({ path: '/admin/support', may, handle: form('support') }),
  post({
    ...{ path: '/admin/support', may },
    fields: searched,
    handle: async (at, input) => seeOther(at.ctx, `/admin/support/${await open(at, input)}`),
  }),
  page({ path: '/admin/support/:id', may, place: placeOf, handle: one }),
];
