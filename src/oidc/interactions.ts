import type { Context } from 'koa';
import { errors, type Provider } from 'oidc-provider';
import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as sessions from '../sessions/sessions.ts';
import type { SignedIn } from '../sessions/signed-in.ts';
import { acrOf } from './acr.ts';
import { current } from './artefacts/unit-of-work.ts';

type EngineInteraction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What login needs of the engine: the interaction of this browser, and the ways back into the engine. */
export function interactions(base: Base, engine: () => Provider) {
  async function ofBrowser(ctx: Context): Promise<EngineInteraction> {
    let interaction: EngineInteraction;
    try {
      interaction = await engine().interactionDetails(ctx.req, ctx.res);
    } catch (error) {
      if (error instanceof errors.SessionNotFound)
        throw new Refusal('login.expired', { cause: error });
      throw error;
    }
    const { uid } = ctx.params as { uid?: string };
    if (uid !== undefined && uid !== interaction.uid) throw new Refusal('login.expired');
    return interaction;
  }

  async function back(ctx: Context, interaction: EngineInteraction, result: object): Promise<void> {
    interaction.result = { ...result };
    await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)));
    ctx.status = 303;
    ctx.redirect(interaction.returnTo);
  }

  return {
    async details(ctx: Context) {
      const { uid, prompt, params, session, returnTo } = await ofBrowser(ctx);
      return {
        uid,
        prompt: { name: prompt.name, reasons: prompt.reasons, details: prompt.details },
        params: params as Partial<Record<string, string>>,
        ...(session?.accountId && {
          session: { uid: session.uid, identity_id: session.accountId },
        }),
        return_to: returnTo,
      };
    },

    /**
     * Back to the engine with a sign-in. When somebody else is signed in in this browser, that
     * session ends first, and its participants are told.
     */
    async finish(ctx: Context, _interaction: unknown, signedIn: SignedIn): Promise<void> {
      const interaction = await ofBrowser(ctx);
      const living = await engine().Session.get(ctx as never);
      if (living.accountId !== undefined && living.accountId !== signedIn.identity_id) {
        const standing = await current().standing(living.uid);
        if (standing) await sessions.endBeside(base, standing.session_id, { reason: 'replaced' });
        // Else a store that remembers would find it there again when the browser comes back.
        current().forgetStanding(living.uid);
        await current().standingNow(living.uid);
        delete (interaction as { session?: unknown }).session;
      }
      await back(ctx, interaction, {
        login: {
          accountId: signedIn.identity_id,
          ts: Math.floor(signedIn.at.getTime() / 1000),
          acr: acrOf(signedIn.level),
          amr: signedIn.amr,
          // Without it the cookie would outlive the browser window on a shared machine.
          remember: false,
        },
        select_account: {},
        signed_in: signedIn,
      });
    },

    /** Back to the engine with the session that lives, unchanged. */
    async carryOn(ctx: Context): Promise<void> {
      await back(ctx, await ofBrowser(ctx), { select_account: {} });
    },

    /** Back to the engine with what the person said to the client; it reads that in the ledger. */
    async consented(ctx: Context, _interaction?: unknown): Promise<void> {
      const interaction = await ofBrowser(ctx);
      // Whoever has just signed in is not asked to again, nor signed in twice (`prompt=login consent`).
      const signedIn = (interaction.lastSubmission as { login?: object } | undefined)?.login;
      await back(ctx, interaction, {
        ...(signedIn && { login: null }),
        ...{ select_account: {}, consent: { answered: true } },
      });
    },

    /** Back to the client with an OAuth error. */
    async refuse(
      ctx: Context,
      _interaction: unknown,
      error: string,
      description: string,
    ): Promise<void> {
      await back(ctx, await ofBrowser(ctx), { error, error_description: description });
    },
  };
}
