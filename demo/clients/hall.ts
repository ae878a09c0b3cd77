/**
 * The hall's part in unified records: whoever is signed in sees all their cases, of whatever
 * department, read with their own token. Songhua tells the hall when one has changed; pages that are
 * open then look again.
 */
import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { bodyOf, page } from '../http.ts';
import { HallCasePage, HallHomePage } from '../pages/hall.tsx';
import { OutsidePage } from '../pages/service.tsx';
import type { LocalSession } from './local-sessions.ts';
import { type Notice, noticeReader } from './notices.ts';
import type { Service } from './service.ts';
import type { Door } from './signing-in.ts';
import { SignedOut, type Songhua } from './songhua.ts';

/** A case as Songhua's API gives it; docs/integrate-records.md. */
export interface Case {
  id: string;
  case_number: string;
  matter_name: string;
  department_names: Record<string, string>;
  state: 1 | 2 | 3;
  /** Over because it was taken back: state 3, and not done. */
  withdrawn: boolean;
  status_text: string;
  state_at: string;
  updated_at: string;
  deep_link?: string;
  at_counter: boolean;
}

export interface CaseWithHistory extends Case {
  history: { at: string; type: string; state?: 1 | 2 | 3; status_text?: string; words?: string }[];
}

export function hall(service: Service, songhua: Songhua, door: Door): { routes(r: Router): void } {
  const readNotice = noticeReader(service, songhua, 'records.changed');
  const received = new Map<string, number>();
  const open = new Map<string, Set<PassThrough>>();
  const noticesOf = ({ sub }: LocalSession) => received.get(sub) ?? 0;

  async function home(ctx: Context, session: LocalSession): Promise<void> {
    let cases: readonly Case[] | 'unavailable';
    try {
      const answer = await songhua.asCitizen(session, '/api/records?limit=20');
      cases = (answer as { cases: Case[] }).cases;
    } catch (fault) {
      if (fault instanceof SignedOut) throw fault;
      cases = 'unavailable';
    }
    page(ctx, HallHomePage({ service, session, cases, notices: noticesOf(session) }));
  }

  async function oneCase(ctx: Context, session: LocalSession): Promise<void> {
    const path = `/api/records/${encodeURIComponent(String(ctx['params'].id))}`;
    const found = (await songhua.asCitizen(session, path)) as CaseWithHistory | undefined;
    if (!found) return page(ctx, OutsidePage({ service, why: 'unknown' }), 404);
    page(ctx, HallCasePage({ service, session, found, notices: noticesOf(session) }));
  }

  /** For whoever is signed in, here and at Songhua; the others sign in first and come back. */
  const signedIn =
    (show: (ctx: Context, session: LocalSession) => Promise<void>) => async (ctx: Context) => {
      const session = door.sessionOf(ctx);
      if (!session) return door.signIn(ctx);
      try {
        await show(ctx, session);
      } catch (fault) {
        if (!(fault instanceof SignedOut)) throw fault;
        door.end(session);
        await door.signIn(ctx);
      }
    };

  /** Push-Based Security Event Token Delivery (RFC 8935 §2): 202, or what is wrong with it. */
  async function notice(ctx: Context): Promise<void> {
    let told: Notice | 'repeated';
    try {
      told = await readNotice(await bodyOf(ctx));
    } catch {
      ctx.status = 400;
      ctx.body = { err: 'invalid_request', description: 'not a notice of Songhua to this client' };
      return;
    }
    ctx.status = 202;
    ctx.body = '';
    if (told === 'repeated') return;
    const count = (received.get(told.sub) ?? 0) + 1;
    received.set(told.sub, count);
    for (const page of open.get(told.sub) ?? []) page.write(`event: changed\ndata: ${count}\n\n`);
  }

  /** Server-sent events to the pages of one person that are open. */
  function changes(ctx: Context): void {
    const session = door.sessionOf(ctx);
    if (!session) {
      ctx.status = 204;
      return;
    }
    const page = new PassThrough();
    const pages = open.get(session.sub) ?? new Set();
    open.set(session.sub, pages.add(page));
    page.on('close', () => pages.delete(page));
    page.write(`event: hello\ndata: ${noticesOf(session)}\n\n`);
    ctx.type = 'text/event-stream';
    ctx.body = page;
  }

  return {
    routes(router) {
      router
        .get('/', signedIn(home))
        .get('/cases/:id', signedIn(oneCase))
        .get('/changes', changes)
        .post('/notices', notice);
    },
  };
}
