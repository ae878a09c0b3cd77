import * as departments from '../../src/departments/departments.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  type Account,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../doubles/openid-provider.ts';
import { number } from '../identities/people.ts';
import { startTestGateway, type TestGateway, type Visitor } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import type { Page } from '../support/visitor.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

export type SourceId = 'fund' | 'medical' | 'tourism';

/** The whole gateway with three departments: two issue accounts at the counter, at 旅游 anybody registers. */
export interface Province extends TestGateway {
  providers: Record<SourceId, OpenIdProvider>;
}

export async function startProvince(
  options: Parameters<typeof startTestGateway>[0] = {},
): Promise<Province> {
  const g = await startTestGateway(options);
  const start = () => startOpenIdProvider({ clock: g.clock });
  const [fund, medical, tourism] = await Promise.all([start(), start(), start()]);
  const providers = { fund, medical, tourism };
  for (const [id, name, registration, ceiling] of [
    ['fund', '公积金', 'issued', 3],
    ['medical', '医保', 'issued', 2],
    ['tourism', '旅游', 'self_registered', 2],
  ] as const) {
    await departments.add(g.base, {
      code: `220000-${id}`,
      parent_code: '220000',
      kind: 'department',
      names: words(`${name}中心`),
    });
    await sources.register(g.base, {
      id,
      protocol: 'oidc',
      department_code: `220000-${id}`,
      names: words(name),
      account_words: words(`${name}账号`),
      registration,
      ceiling,
      // The suites run on a loaded machine: no test here is about patience.
      settings: { ...providers[id].settings, patience_ms: 10_000 },
    });
  }
  return {
    ...g,
    providers,
    async stop() {
      await g.stop();
      await Promise.all(Object.values(providers).map((provider) => provider.stop()));
    },
  };
}

/** A made-up person with an account of their own at a department. */
export const someone = (name: string, more: Partial<Account> = {}): Account => {
  const id_number = number();
  return { sub: `account-${id_number}`, name, id_type: 'resident_id', id_number, ...more };
};

/** Presses a form's button by where the form leads. */
export const press = (
  who: Visitor,
  page: Page,
  path: string,
  fill: Record<string, string> = {},
  button?: { name: string; value?: string },
): Promise<Page> => {
  const forms = page.forms.filter(({ action }) => action.pathname.endsWith(path));
  return who.submit({ ...page, forms }, fill, button);
};

/** Picks a department on the page and signs in there as `account`; what then comes, whatever it is. */
export function pick(
  { providers }: Province,
  who: Visitor,
  picker: Page,
  source: SourceId,
  account: Account,
): Promise<Page> {
  providers[source].signsIn(account);
  return press(who, picker, '/source', {}, { name: 'source', value: source });
}

/** The same, and reads and accepts the notice where it is shown. */
export async function comeThrough(
  p: Province,
  who: Visitor,
  picker: Page,
  source: SourceId,
  account: Account,
): Promise<Page> {
  const page = await pick(p, who, picker, source, account);
  const notice = page.forms.some(({ action }) => action.pathname.endsWith('/notice'));
  return notice ? press(who, page, '/notice') : page;
}

/** The code that a page at a client came with; a fault when the person is not there. */
export function codeOf(page: Page): string {
  const code = page.url.searchParams.get('code');
  if (!code) throw new Error(`no code: ${page.status} ${page.url.pathname} ${page.text}`);
  return code;
}

/** A whole sign-in at a client through a department: tokens. */
export async function tokensThrough(
  p: Province,
  who: Visitor,
  source: SourceId,
  account: Account,
  params: Record<string, string> = {},
  party = p.hall,
) {
  const { address, verifier } = party.ask(p.issuer, params);
  const page = await comeThrough(p, who, await who.open(address), source, account);
  return (await party.exchange(p.issuer, codeOf(page), verifier)).body;
}

/** The row of the session that tokens came from. */
export async function sessionOf(p: Province, tokens: { id_token?: string }, party = p.hall) {
  const { sid } = await party.verified(p.issuer, tokens.id_token ?? '');
  const [row] = await p.base.db('sessions').whereIn(
    'id',
    p.base
      .db('participants')
      .select('session_id')
      .where({ sid: String(sid) }),
  );
  if (!row) throw new Error('tokens of no session');
  return row;
}

export const kindsOf = async (p: Pick<Province, 'base'>): Promise<string[]> =>
  (await auditTrail(p.base)).map(({ kind }) => kind);

/** Roll-ups follow what is sealed of the trail a second later, and the log of clients its requests, whatever is done meanwhile. */
const following = ['measures', 'measures_followed', 'client_requests'];

/** The rows of every table: what an act changed, and that it changed nothing. */
export async function rowCounts(
  { base }: Pick<Province, 'base'>,
  except: readonly string[] = [],
): Promise<Record<string, number>> {
  const { rows: tables } = await base.db.raw(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables as { name: string }[]) {
    if (except.includes(name) || following.includes(name)) continue;
    counts[name] = Number((await base.db.raw('select count(*) from ??', [name])).rows[0].count);
  }
  return counts;
}
