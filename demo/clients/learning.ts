/**
 * The learning platform: no duty stands behind it, so that what it would like to know of people it asks
 * them for, at Songhua. It shows what it was given, and gives it up when it is told that a consent is
 * withdrawn.
 */
import type Router from '@koa/router';
import type { Context } from 'koa';
import { bodyOf, page } from '../http.ts';
import { LearningPage } from '../pages/learning.tsx';
import type { LocalSession } from './local-sessions.ts';
import { type Notice, noticeReader } from './notices.ts';
import type { Service } from './service.ts';
import type { Door } from './signing-in.ts';
import type { Songhua } from './songhua.ts';

export function learning(
  service: Service,
  songhua: Songhua,
  door: Door,
): { routes(router: Router): void } {
  const readNotice = noticeReader(service, songhua, 'consent.withdrawn');

  function home(ctx: Context): Promise<void> | void {
    const session = door.sessionOf(ctx);
    if (!session) return door.signIn(ctx);
    page(ctx, LearningPage({ service, session }));
  }

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
    if (told !== 'repeated') door.eachOf(told.sub, forget);
  }

  return {
    routes(router) {
      router.get('/', home).post('/notices', notice);
    },
  };
}

/** What rested on the consent. */
function forget(session: LocalSession): void {
  for (const held of ['alias', 'id_type', 'id_no', 'phone'] as const) delete session[held];
  session.name = '';
  session.withdrawn = true;
}
