import { h } from 'preact';
import { z } from 'zod';
import { DeveloperCodePage, DeveloperSignInPage } from '../../views/clients/sign-in.tsx';
import { sentences } from '../../views/locales/catalogue.ts';
import * as developers from '../developers/developers.ts';
import { Refusal } from '../errors.ts';
import { againOf } from '../http/again.ts';
import { readQuery } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import { answer } from './at.ts';
import { setToken, tokenIn } from './cookie.ts';
import type { Entrant } from './entrant.ts';

const notice = z.looseObject({ said: z.literal('signed_out').optional().catch(undefined) });

const offersMail = ({ needs }: Entrant) => needs.senders.offers('mail', 'developer_code');

/** The first page; it says why a session in this browser is over. Who is signed in goes on. */
export async function signInPage(here: Entrant): Promise<void> {
  const { base, ctx, needs, frame } = here;
  const token = tokenIn(ctx, needs.issuer, 'developer');
  if (token && (await developers.sessionOf(base, token))) return seeOther(ctx, '/clients');
  const { said } = readQuery(ctx, notice);
  const over = token && !said ? await developers.whyOver(base, token) : undefined;
  answer(
    here,
    h(DeveloperSignInPage, {
      ...{ frame, said: said ?? over, mail: offersMail(here), sandbox: needs.gate.sandbox },
    }),
  );
}

/** The work address. Whoever types one reads the same, whether or not it may come in (Never 11). */
export async function sendCode(here: Entrant, { address = '' }: { address?: string }) {
  const { base, ctx, needs, frame } = here;
  const again = (field: string, sentence: string, code: string, status = 400) => {
    ctx.status = status;
    const values = { address };
    const said = { action: ctx.path, form: undefined, values, field, sentence, code };
    answer(
      here,
      h(DeveloperSignInPage, {
        ...{ frame: { ...frame, again: said }, mail: offersMail(here) },
        sandbox: needs.gate.sandbox,
      }),
    );
  };
  const t = sentences(frame.lang).portal.sign_in;
  if (address.trim() === '') return again('address', t.missing_address, 'http.bad_input');
  if (!offersMail(here)) return seeOther(ctx, '/clients/sign-in');
  try {
    const asked = { address, lang: frame.lang, network: ctx.ip };
    const sent = await developers.begin(base, needs.gate, asked);
    if ('wait' in sent) {
      ctx.set('Retry-After', String(sent.wait));
      const minutes = Math.ceil(sent.wait / 60);
      return again('address', t.wait(minutes), 'http.too_many_requests', 429);
    }
    // A new value with every step, so that nobody can plant one and wait (fixation).
    setToken(ctx, needs.issuer, 'developer-entry', sent.entry);
    seeOther(ctx, '/clients/sign-in/code');
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.detail.field !== 'address') throw thrown;
    const { sentence, code } = againOf(ctx, thrown);
    again('address', sentence, code);
  }
}

/** The second step: the code of the mail. */
export async function codePage(here: Entrant, wrong?: string): Promise<void> {
  const { base, ctx, entry, frame } = here;
  const found = await developers.entryOf(base, entry);
  if (!found) return seeOther(ctx, '/clients/sign-in');
  const again = wrong && {
    ...{ action: ctx.path, form: undefined, values: {}, field: 'code', sentence: wrong },
    code: 'http.bad_input',
  };
  const { address } = found;
  answer(here, h(DeveloperCodePage, { frame: { ...frame, ...(again && { again }) }, address }));
}

/** A code. Wrong ones count, on the code itself and for the network. */
export async function tryCode(here: Entrant, { code = '' }: { code?: string }): Promise<void> {
  const { base, ctx, needs, entry, frame } = here;
  const t = sentences(frame.lang).portal.sign_in;
  const again = (sentence: string, status = 400) => {
    ctx.status = status;
    return codePage(here, sentence);
  };
  if (code.trim() === '') return again(t.missing_code);
  const network = { network: ctx.ip };
  const { wait } = await rateLimit.slowDown(base, network);
  if (wait > 0) {
    ctx.set('Retry-After', String(wait));
    return again(t.wait(Math.ceil(wait / 60)), 429);
  }
  const session = await developers.finish(base, needs.gate, { entry, code, lang: frame.lang });
  if (!session) return again(t.wrong_code);
  await rateLimit.goodTry(base, network);
  setToken(ctx, needs.issuer, 'developer', session);
  setToken(ctx, needs.issuer, 'developer-entry', undefined);
  seeOther(ctx, '/clients');
}
