import { z } from 'zod';
import { boxOf } from '../../views/login/consent.tsx';
import { transaction } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as consents from '../consents/consents.ts';
import { Refusal } from '../errors.ts';
import * as identities from '../identities/identities.ts';
import type { At } from './at.ts';
import { goOn } from './choose.ts';
import { askedIn, claimsAsked } from './consent-page.tsx';
import { isDue } from './due.ts';
import { show } from './pages.tsx';
import { form } from './posted.ts';

/** One sign-in that the engine stopped to ask for consent (oidc/policy.ts says when). */

const boxes = Object.fromEntries(
  [...clients.askable].map((scope) => [boxOf(scope), z.literal('yes').optional()]),
);
export const consentForm = z.object({
  ...form,
  ...boxes,
  consent: z.enum(['allow', 'deny']).optional(),
});

/**
 * What the person said. Scopes without a choice are in the yes; optional ones only with their box, since
 * silence is no consent; sensitive ones need their own box, and without it, where the service does not do
 * without, nothing is given but a page that says so. A no leads back to the client.
 */
export async function sayConsent(here: At, posted: Record<string, unknown>): Promise<void> {
  if (!isDue(here, 'consent') || posted['consent'] === undefined) return goOn(here);
  const { needs, ctx, interaction, client } = here;
  const live = await needs.sessionOf(ctx);
  if (!live || live.identity_id !== interaction.session?.identity_id)
    throw new Refusal('login.expired');
  const { identity_id, session_id } = live;
  const who = { identity_id, session_id, client_id: client.id };
  if (posted['consent'] === 'deny') {
    await consents.noteRefused(needs.base, who);
    return needs.interactions.refuse(
      ctx,
      interaction,
      'access_denied',
      'the person did not consent',
    );
  }
  const said = claimsAsked(here).map(({ scope, optional = false }) => {
    const choice = optional || clients.sensitive.has(scope);
    return { scope, optional, yes: !choice || posted[boxOf(scope)] === 'yes' };
  });
  const lacking = said.find(({ yes, optional }) => !yes && !optional);
  if (lacking)
    return show(here, 'consent', {
      error: { code: 'consent_box', field: boxOf(lacking.scope) },
      ticked: Object.keys(boxes).filter((box) => posted[box] === 'yes'),
    });
  const by = (yes: boolean) => said.filter((one) => one.yes === yes).map(({ scope }) => scope);
  await transaction(needs.base, async (base) => {
    // Nobody absorbs the identity meanwhile.
    await identities.hold(base, identity_id);
    await consents.give(base, {
      ...who,
      ...{ scopes: by(true), refused: by(false), version: askedIn(here).version },
    });
  }).catch((fault: { code?: string }) => {
    throw fault.code === '40001' ? new Refusal('login.expired') : fault;
  });
  return needs.interactions.consented(ctx, interaction);
}
