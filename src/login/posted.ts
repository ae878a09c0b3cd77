import type { Context } from 'koa';
import { z } from 'zod';
import { checkCsrf } from '../http/csrf.ts';
import { read } from '../http/input.ts';
import { type At, at, formToken } from './at.ts';
import type { LoginNeeds } from './needs.ts';

/** What every form of a sign-in has. */
export const form = { _csrf: z.string().max(100).optional() };

/** A posted form of this sign-in: its browser, its token, its fields. */
export async function posted<S extends z.ZodType>(
  needs: LoginNeeds,
  ctx: Context,
  schema: S,
): Promise<[At, z.infer<S>]> {
  const { _csrf: token } = await read(ctx, z.looseObject(form));
  const here = await at(needs, ctx);
  const bound = formToken(here.attempt.uid);
  checkCsrf(ctx, needs.base.ring, { bound, token, origin: new URL(needs.issuer).origin });
  return [here, await read(ctx, schema)];
}
