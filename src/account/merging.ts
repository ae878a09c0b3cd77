import type { Context } from 'koa';
import { h } from 'preact';
import { type AccountFacts, JoinedPage, MergingPage } from '../../views/account/merging.tsx';
import { paths } from '../../views/account/paths.ts';
import type { Base } from '../base.ts';
import { thisBrowser } from '../http/browser.ts';
import { wayOn } from '../http/errors.ts';
import { pageFrame } from '../http/frame.ts';
import { renderPage } from '../http/render.tsx';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import { maskName, maskNumber, maskPhone } from '../identities/masks.ts';
import * as desk from '../merging/desk-own.ts';
import * as sessions from '../sessions/sessions.ts';
import { type At, answer, doneOf } from './at.ts';

/** Who is signed in, as one of two proofs. */
async function signedOf({ needs, ctx, session }: At): Promise<desk.Signed> {
  const way = await sessions.wayOf(needs.base, session.session_id, '');
  const { identity_id, session_id, level, proved_at } = session;
  return {
    ...{ identity_id, session_id, level, proved_at },
    ...{ link_id: way?.link_id, credential_id: way?.credential_id },
    browser: thisBrowser(ctx, needs.base.ring, needs.issuer),
  };
}

/** Where the person stands: nothing of another account is shown before it was proved here. */
export async function merging(at: At): Promise<void> {
  const { needs, frame, session } = at;
  const { base } = needs;
  const signed = await signedOf(at);
  const fresh = desk.isFresh(base, signed);
  const proof = await desk.firstProof(base, signed.browser);
  const same = proof?.identity_id === session.identity_id;
  const code = doneOf(at);
  answer(
    at,
    h(MergingPage, {
      frame,
      done: code && { code },
      questions: await desk.askedOf(base, session.identity_id),
      step:
        proof && !same && fresh
          ? {
              ...{ at: 'confirm', proof_id: proof.id, until: proof.until_at },
              accounts: [
                await factsOf(base, proof.identity_id),
                await factsOf(base, session.identity_id),
              ],
            }
          : { at: !fresh ? 'first' : same ? 'same' : 'second' },
    }),
  );
}

async function factsOf(base: Base, identity_id: string): Promise<AccountFacts> {
  const claims = await identities.claimsOf(base, identity_id);
  return {
    masked_name: maskName(claims?.name ?? ''),
    documents:
      claims?.id_type && claims.id_no
        ? [{ type: claims.id_type, masked: maskNumber(claims.id_no) }]
        : [],
    masked_phone: claims?.phone_number && maskPhone(claims.phone_number),
    level: claims?.real_name_level ?? 0,
  };
}

/** On to the sign-in: with this account again where that is long ago, else with the other one. */
export async function startMerging(at: At): Promise<void> {
  const { needs, ctx } = at;
  const signed = await signedOf(at);
  if (desk.isFresh(needs.base, signed)) await desk.proveFirst(needs.base, signed);
  needs.signIn(ctx, undefined, { anew: true, back: paths.merging });
}

/** The last word: both were proved, and become one. */
export async function joinOwn(at: At, { proof_id }: { proof_id: string }): Promise<void> {
  wayOn(at.ctx, { kind: 'again', href: paths.merging });
  const signed = await signedOf(at);
  const became = await desk.joinOwn(at.needs.base, { proof_id, signed });
  seeOther(at.ctx, became === 'joined' ? paths.merged : `${paths.home}?done=accounts_differ`);
}

/** Shown to whoever asks: it says nothing of anybody. */
export async function joined(ctx: Context): Promise<void> {
  ctx.type = 'html';
  ctx.body = renderPage(h(JoinedPage, { frame: pageFrame(ctx) }));
}

export async function cancelMerging(at: At): Promise<void> {
  const { needs, ctx } = at;
  await desk.forget(needs.base, thisBrowser(ctx, needs.base.ring, needs.issuer));
  seeOther(ctx, `${paths.home}?done=nothing`);
}

/** The answer to staff: the other account is not mine. */
export async function notMe(at: At, { question }: { question: string }): Promise<void> {
  const { identity_id } = at.session;
  await desk.notMe(at.needs.base, { identity_id, conflict_id: question });
  seeOther(at.ctx, `${paths.home}?done=answered`);
}
