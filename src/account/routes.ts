import Router from '@koa/router';
import { z } from 'zod';
import { paths } from '../../views/account/paths.ts';
import { readQuery } from '../http/input.ts';
import { seeOther } from '../http/see-other.ts';
import { posted, signedIn } from './at.ts';
import { allow, allowNew, block, blockNew, blocksPage } from './blocks.ts';
import { cases, oneCase, raise } from './cases.ts';
import { goals, prove, provePage } from './factor-proving.ts';
import * as factors from './factors.ts';
import { history } from './history.ts';
import { home } from './home.ts';
import { cancelMerging, joined, joinOwn, merging, notMe, startMerging } from './merging.ts';
import type { AccountNeeds } from './needs.ts';
import { passwordPage, removePassword, setPassword } from './password.ts';
import { endAll, endOne, endOthers, places } from './places.ts';
import { received, withdraw } from './received.ts';
import { stopRecovery, voidPaper } from './waiting.ts';
import { unlink, ways } from './ways.ts';

const text = (most: number) => z.string().max(most).optional();
const passwords = { current_password: text(1024), login_name: text(100), password: text(1024) };

const entry = z.string().max(2000);
const going = z.looseObject({ to: z.enum(goals), factor: z.uuid().optional() });
const anew = { anew: true, back: paths.factors } as const;

/** The addresses of the account pages. Each post does one thing and comes back to a page (303). */
export function routes(needs: AccountNeeds): Router {
  const router = new Router();

  router.get(paths.home, signedIn(needs, home));
  router.get(
    paths.signIn,
    signedIn(needs, (at) => ways(at)),
  );
  router.get(
    paths.blocks,
    signedIn(needs, (at) => blocksPage(at)),
  );
  router.get(
    paths.password,
    signedIn(needs, (at) => passwordPage(at)),
  );
  router.get(paths.sessions, signedIn(needs, places));
  router.get(paths.received, signedIn(needs, received));
  router.get(paths.history, signedIn(needs, history));
  router.get(paths.cases, signedIn(needs, cases));
  router.get(`${paths.cases}/:id`, signedIn(needs, oneCase));
  router.get(paths.raise, signedIn(needs, raise));

  router.get(paths.merging, signedIn(needs, merging));
  // Both accounts have just been signed out: whoever reads it is nobody.
  router.get(paths.merged, joined);

  router.post(
    paths.add,
    posted(needs, { source: z.string().max(40) }, (at, { source }) =>
      needs.startLinking(at.ctx, source),
    ),
  );
  for (const path of [paths.block, paths.allow])
    router.get(
      path,
      signedIn(needs, async (at) => seeOther(at.ctx, paths.blocks)),
    );
  router.post(paths.block, posted(needs, { source: z.string().max(40) }, block));
  router.post(paths.allow, posted(needs, { source: z.string().max(40) }, allow));
  router.post(paths.blockNew, posted(needs, {}, blockNew));
  router.post(paths.allowNew, posted(needs, {}, allowNew));
  router.post(paths.unlink, posted(needs, { link_id: z.uuid() }, unlink));
  router.post(paths.password, posted(needs, passwords, setPassword));
  router.post(paths.removePassword, posted(needs, passwords, removePassword));
  router.get(
    paths.factors,
    signedIn(needs, (at) => factors.factorsPage(at)),
  );
  router.get(
    paths.factorApp,
    signedIn(needs, (at) => factors.appPage(at)),
  );
  router.get(
    paths.factorPasskey,
    signedIn(needs, (at) => factors.passkeyPage(at)),
  );
  router.get(
    paths.factorProve,
    signedIn(needs, (at) => provePage(at, readQuery(at.ctx, going))),
  );
  router.post(
    paths.factorProve,
    posted(needs, { code: text(100), answer: text(20_000) }, (at, shown) =>
      prove(at, readQuery(at.ctx, going.extend({ entry: z.string().max(2000) })), shown),
    ),
  );
  router.post(
    paths.factorSignIn,
    posted(needs, {}, async (at) => needs.signIn(at.ctx, undefined, anew)),
  );
  router.post(
    paths.factorApp,
    posted(needs, { entry, code: text(100), label: text(40) }, factors.addApp),
  );
  router.post(
    paths.factorPasskey,
    posted(needs, { entry, answer: z.string().max(20_000), label: text(40) }, factors.addPasskey),
  );
  router.post(
    paths.factorRename,
    posted(needs, { factor_id: z.uuid(), label: text(40) }, factors.rename),
  );
  router.post(paths.factorRemove, posted(needs, { factor_id: z.uuid() }, factors.remove));
  router.post(paths.factorCodes, posted(needs, {}, factors.renewCodes));
  router.post(paths.factorAlways, posted(needs, { on: z.enum(['0', '1']) }, factors.askAlways));
  router.post(paths.stopRecovery, posted(needs, {}, stopRecovery));
  router.post(paths.voidPaper, posted(needs, {}, voidPaper));
  router.post(paths.withdraw, posted(needs, { client_id: z.string().max(60) }, withdraw));
  router.post(paths.endSession, posted(needs, { session_id: z.uuid() }, endOne));
  router.post(paths.endOthers, posted(needs, {}, endOthers));
  router.post(paths.endAll, posted(needs, {}, endAll));
  router.post(paths.mergingStart, posted(needs, {}, startMerging));
  router.post(paths.mergingJoin, posted(needs, { proof_id: z.uuid() }, joinOwn));
  router.post(paths.mergingCancel, posted(needs, {}, cancelMerging));
  router.post(paths.mergingNotMe, posted(needs, { question: z.uuid() }, notMe));

  return router;
}
