import { h } from 'preact';
import { z } from 'zod';
import { CasePage } from '../../views/account/case.tsx';
import { CasesPage } from '../../views/account/cases.tsx';
import { paths } from '../../views/account/paths.ts';
import type { CaseLine } from '../../views/components/case-entry.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import * as records from '../records/records.ts';
import * as sessions from '../sessions/sessions.ts';
import { type At, answer, clientsNamed } from './at.ts';
import { wayTo } from './way-to.ts';

const PAGE = 20;

const paged = z.looseObject({ after: z.string().max(200).optional() });

/** What I have asked of the departments: the last changed first, by pages. */
export async function cases(at: At): Promise<void> {
  backToCases(at);
  const { after } = readQuery(at.ctx, paged);
  const page = await records.list(at.needs.base, { ...asking(at), after, limit: PAGE });
  const none = page.cases.length === 0 && after === undefined;
  answer(
    at,
    h(CasesPage, {
      frame: at.frame,
      cases: page.cases.map(lineOf),
      next: page.next && `${paths.cases}?after=${encodeURIComponent(page.next)}`,
      older: after !== undefined,
      may_raise: at.session.level < records.COUNTER_LEVEL,
      services: none ? await servicesOf(at) : [],
    }),
  );
}

/** One of them; somebody else's is answered like one that does not exist. */
export async function oneCase(at: At): Promise<void> {
  backToCases(at);
  const { id = '' } = at.ctx.params as { id?: string };
  const found = await records.read(at.needs.base, { ...asking(at), id });
  if (!found) throw new Refusal('records.unknown_case');
  const { state, history, department_names, matter_name, opened_at, state_at } = found;
  const begun = history.findLast((event) => event.state === 2)?.at;
  answer(
    at,
    h(CasePage, {
      frame: at.frame,
      matter: matter_name,
      case_number: found.case_number,
      department: department_names,
      area: found.area_code && (await placeOf(at, found.area_code)),
      state,
      ending: endingOf(found),
      status_text: found.status_text,
      reached: { 1: opened_at, 2: begun ?? (state === 2 ? state_at : undefined), 3: found.done_at },
      updated_at: found.updated_at,
      promised_at: found.promised_at,
      organisation: found.organisation,
      deep_link: found.deep_link,
      at_counter: found.at_counter,
      history,
    }),
  );
}

/** The few that changed last, for the first page of the account. */
export async function newestCases(at: At, limit: number): Promise<CaseLine[]> {
  const page = await records.list(at.needs.base, { ...asking(at), limit });
  return page.cases.map(lineOf);
}

/**
 * To a sign-in at which nothing of one's own is held back, and from there to the first page of the
 * account; at once to the cases if this session is one.
 */
export async function raise({ needs, ctx, session }: At): Promise<void> {
  if (session.level >= records.COUNTER_LEVEL) return seeOther(ctx, paths.cases);
  needs.signIn(ctx, records.COUNTER_LEVEL);
}

const asking = ({ session: { identity_id, level } }: At) => ({ identity_id, level });

/** Should this request be refused, the list is the first way on. */
function backToCases({ ctx }: At): void {
  const title = (lang: 'zh-CN' | 'ko' | 'en') => sentences(lang).account.cases.title;
  const name = { 'zh-CN': title('zh-CN'), ko: title('ko'), en: title('en') };
  ctx.state.ways_on = [{ kind: 'client', href: paths.cases, name }, ...(ctx.state.ways_on ?? [])];
}

const endingOf = ({ withdrawn }: records.CaseEntry) => (withdrawn ? 'withdrawn' : 'done');

const lineOf = (entry: records.CaseEntry): CaseLine => ({
  id: entry.id,
  matter: entry.matter_name,
  department: entry.department_names,
  state: entry.state,
  ending: endingOf(entry),
  status_text: entry.status_text,
  state_at: entry.state_at,
  organisation: entry.organisation?.name,
  at_counter: entry.at_counter,
});

/** Services that the person has been to and that have a first page. */
async function servicesOf({ needs, session }: At) {
  const seen = await sessions.clientsOf(needs.base, session.identity_id, { limit: 3 });
  const ids = seen.map(({ client_id }) => client_id);
  const clients = await clientsNamed(needs, ids);
  return ids.flatMap((id) => {
    const client = clients.get(id);
    const href = client && wayTo(client, needs.issuer);
    return href ? [{ name: client.names, href }] : [];
  });
}

/** The names of a region and of those above it; the code as it was written when we know no such region. */
async function placeOf({ needs }: At, code: string): Promise<departments.Words[] | string> {
  // Two digits are a province, six a county; what follows is a town or village of it.
  const county = code.padEnd(6, '0').slice(0, 6);
  const names = (await departments.pathOfArea(needs.base, county)).map((node) => node.names);
  return names.length > 0 ? names : code;
}
