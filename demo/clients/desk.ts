/**
 * A sub-hall's own business: people submit cases, the department works on them, and a clerk at the
 * counter enters those of people who came in person. Songhua is told of every step.
 */
import type Router from '@koa/router';
import type { Context } from 'koa';
import { formOf, page, seeOther } from '../http.ts';
import { CounterPage } from '../pages/counter.tsx';
import { DeskCasePage, DeskHomePage } from '../pages/desk.tsx';
import { OutsidePage } from '../pages/service.tsx';
import { portOf } from '../places.ts';
import { type Applicant, caseBook, type DeskCase, NotTaken } from './case-book.ts';
import { type LocalSession, newSecret } from './local-sessions.ts';
import type { Service } from './service.ts';
import type { Door } from './signing-in.ts';
import type { Songhua } from './songhua.ts';

export function desk(
  service: Service,
  place: NonNullable<Service['desk']>,
  songhua: Songhua,
  door: Door,
): { routes(router: Router): void } {
  const book = caseBook(service, place, songhua);
  const unknown = (ctx: Context) => page(ctx, OutsidePage({ service, why: 'unknown' }), 404);
  const matterOf = (code: string | undefined) => service.matters.find((one) => one.code === code);
  const numbered = (ctx: Context) => book.find(String(ctx['params'].number));

  /** Somebody's own: submitted here, or entered at the counter under their number and name. */
  const isOf = (session: LocalSession) => (one: DeskCase) => isTheirs(session, one.applicant);

  async function home(ctx: Context): Promise<void> {
    const session = door.sessionOf(ctx);
    if (!session) return door.signIn(ctx);
    await book.tell();
    page(ctx, DeskHomePage({ service, session, cases: book.cases(isOf(session)) }));
  }

  async function submit(ctx: Context): Promise<void> {
    const session = door.sessionOf(ctx);
    if (!session) return seeOther(ctx, '/');
    const fields = await door.posted(ctx, session);
    if (!fields) return;
    const matter = matterOf(fields['matter']);
    if (!matter) return unknown(ctx);
    const { number } = await book.accept(matter, { sub: session.sub });
    seeOther(ctx, `/cases/${number}`);
  }

  /** Where the deep link leads. */
  async function oneCase(ctx: Context): Promise<void> {
    const session = door.sessionOf(ctx);
    if (!session) return door.signIn(ctx);
    const found = numbered(ctx);
    if (!found || !isOf(session)(found)) return unknown(ctx);
    page(ctx, DeskCasePage({ service, session, found }));
  }

  async function advance(ctx: Context): Promise<void> {
    const session = door.sessionOf(ctx);
    if (!session) return seeOther(ctx, '/');
    if (!(await door.posted(ctx, session))) return;
    const found = numbered(ctx);
    if (!found || !isOf(session)(found)) return unknown(ctx);
    await book.advance(found);
    seeOther(ctx, `/cases/${found.number}`);
  }

  const clerk = `${service.place.replaceAll('-', '_')}_counter_${portOf(service.address)}`;

  function counter(ctx: Context, more: { fault?: string; entered?: Entered } = {}): void {
    const token = ctx.cookies.get(clerk) ?? newSecret();
    ctx.cookies.set(clerk, token, { httpOnly: true, sameSite: 'strict', overwrite: true });
    const session = door.sessionOf(ctx);
    const entered = more.entered ?? {
      type: session?.id_type ?? 'resident_id',
      number: session?.id_no ?? '',
      name: session?.id_no ? session.name : '',
      matter: service.matters[0]?.code ?? '',
    };
    const cases = book.cases(({ applicant }) => 'identifier' in applicant);
    page(
      ctx,
      CounterPage({ service, token, entered, cases, fault: more.fault }),
      more.fault ? 422 : 200,
    );
  }

  /** What the counter's own page posted in this browser; undefined after an answer to any other. */
  async function clerkPosted(ctx: Context): Promise<Record<string, string> | undefined> {
    const fields = await formOf(ctx);
    if (fields['token'] && fields['token'] === ctx.cookies.get(clerk)) return fields;
    page(ctx, OutsidePage({ service, why: 'expired' }), 400);
    return undefined;
  }

  async function enter(ctx: Context): Promise<void> {
    const fields = await clerkPosted(ctx);
    if (!fields) return;
    const { type = '', number = '', name = '', matter: code = '' } = fields;
    const matter = matterOf(code);
    if (!matter) return unknown(ctx);
    try {
      const identifier = { type, number: number.trim(), name: name.trim() };
      await book.accept(matter, { identifier });
      seeOther(ctx, '/counter');
    } catch (fault) {
      if (!(fault instanceof NotTaken)) throw fault;
      counter(ctx, { fault: fault.message, entered: { type, number, name, matter: code } });
    }
  }

  async function advanceAtCounter(ctx: Context): Promise<void> {
    if (!(await clerkPosted(ctx))) return;
    const found = numbered(ctx);
    if (!found || !('identifier' in found.applicant)) return unknown(ctx);
    await book.advance(found);
    seeOther(ctx, '/counter');
  }

  return {
    routes(router) {
      router
        .get('/', home)
        .post('/cases', submit)
        .get('/cases/:number', oneCase)
        .post('/cases/:number/advance', advance)
        .get('/counter', (ctx) => counter(ctx))
        .post('/counter', enter)
        .post('/counter/:number/advance', advanceAtCounter);
    },
  };
}

export type Entered = Record<'type' | 'number' | 'name' | 'matter', string>;

function isTheirs(session: LocalSession, applicant: Applicant): boolean {
  if ('sub' in applicant) return applicant.sub === session.sub;
  const { number, name } = applicant.identifier;
  return session.id_no !== undefined && same(number, session.id_no) && same(name, session.name);
}

const same = (a: string, b: string) => a.trim().toUpperCase() === b.trim().toUpperCase();
