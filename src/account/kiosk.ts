import Router from '@koa/router';
import type { Context } from 'koa';
import { h } from 'preact';
import { z } from 'zod';
import { KioskCodePage, KioskPage, KioskTooLowPage } from '../../views/account/kiosk.tsx';
import { paths } from '../../views/account/paths.ts';
import { wayOn } from '../http/errors.ts';
import { readQuery } from '../http/input.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { seeOther } from '../http/see-other.ts';
import { type At, answer, posted, signedIn } from './at.ts';
import type { KioskNeeds, Machine } from './needs.ts';
import { inOrder } from './received.ts';

/** Letting oneself in at a self-service machine (RFC 8628 §3.3): its code, the question, the answer. */

const user_code = z.string().max(40);
/** `state` brings the code back from signing in; `error`, that the person turned back there. */
const asked = z.looseObject({
  user_code: user_code.optional(),
  state: user_code.optional(),
  error: z.string().max(60).optional(),
});
const fields = { user_code, device: z.enum(['approve', 'refuse', 'rise']) };

export function kioskRoutes(needs: KioskNeeds): Router {
  const codeOf = (ctx: Context) => {
    const query = readQuery(ctx, asked);
    return query.user_code ?? query.state;
  };
  return new Router()
    .get(
      paths.device,
      signedIn(needs, (at) => ask(needs, at), {
        otherwise: (ctx) =>
          needs.signIn(ctx, undefined, { back: paths.device, state: codeOf(ctx) ?? '' }),
      }),
    )
    .post(
      paths.device,
      posted(needs, fields, (at, input) => decide(needs, at, input)),
    );
}

async function ask(needs: KioskNeeds, at: At): Promise<void> {
  const { error, ...query } = readQuery(at.ctx, asked);
  const code = (query.user_code ?? query.state ?? '').trim();
  if (code === '') return answer(at, h(KioskCodePage, { frame: at.frame }));
  const machine = await look(needs, at, code);
  if (!machine) return;
  // Once without a question: whoever came back without the level reads why they cannot go on.
  if (at.session.level < machine.level)
    return error ? tooLow(at, code, machine) : rise(needs, at, code, machine);
  question(at, code, machine);
}

/** The machine of a code; where there is none the page says so, and a person cannot try without end. */
async function look(needs: KioskNeeds, at: At, code: string): Promise<Machine | undefined> {
  const { base } = needs;
  const who = { account: `device ${at.session.identity_id}`, network: at.ctx.ip };
  const { wait } = await rateLimit.slowDown(base, who);
  const machine = wait > 0 ? undefined : await needs.waitingMachine(code);
  if (machine) {
    await rateLimit.goodTry(base, who);
    return machine;
  }
  if (wait === 0) await rateLimit.wrongTry(base, who);
  at.ctx.status = wait > 0 ? 429 : 404;
  const trouble =
    wait > 0
      ? { code: 'too_many' as const, minutes: Math.ceil(wait / 60) }
      : { code: 'device_code' as const, field: 'user_code' };
  answer(at, h(KioskCodePage, { frame: at.frame, error: trouble, typed: code }));
  return undefined;
}

const rise = (needs: KioskNeeds, { ctx }: At, state: string, { level }: Machine): void =>
  needs.signIn(ctx, level, { back: paths.device, state });

function question(at: At, code: string, { client, device, scopes }: Machine): void {
  answer(
    at,
    h(KioskPage, {
      frame: at.frame,
      user_code: code,
      ...{ hall: device.hall, machine: device.names },
      ...{ client: client.names, owner: client.department_names },
      receives: inOrder(scopes),
    }),
  );
}

function tooLow(at: At, user_code: string, { level: needed }: Machine): void {
  const level = { needed, now: at.session.level };
  answer(at, h(KioskTooLowPage, { frame: at.frame, user_code, level }));
}

async function decide(
  needs: KioskNeeds,
  at: At,
  { user_code: code, device }: z.infer<z.ZodObject<typeof fields>>,
): Promise<void> {
  wayOn(at.ctx, { kind: 'again', href: paths.device });
  const machine = await look(needs, at, code);
  if (!machine) return;
  if (device === 'rise') return rise(needs, at, code, machine);
  if (device === 'refuse') {
    const done = await needs.refuseMachine(at.session, code);
    return seeOther(at.ctx, `${paths.sessions}?done=${done ? 'device_refused' : 'nothing'}`);
  }
  const came = await needs.approveMachine(at.session, code);
  if (came === 'approved') return seeOther(at.ctx, `${paths.sessions}?done=device_approved`);
  if (came === 'level') return tooLow(at, code, machine);
  if (came === 'source')
    return answer(at, h(KioskTooLowPage, { frame: at.frame, user_code: code }));
  at.ctx.status = 404;
  const error = { code: 'device_code' as const, field: 'user_code' };
  answer(at, h(KioskCodePage, { frame: at.frame, error, typed: code }));
}
