import { createHash, randomBytes } from 'node:crypto';
import { h } from 'preact';
import { z } from 'zod';
import { RequestBuilderPage } from '../../views/clients/request.tsx';
import type { Again } from '../../views/frame.ts';
import { refused } from '../errors.ts';
import type { Fault } from '../faults.ts';
import { againOf } from '../http/again.ts';
import { readQuery } from '../http/input.ts';
import { appOf } from './apps.ts';
import { type At, answer } from './at.ts';
import { openParts } from './parts.ts';
import { type PortalRoute, page } from './route.ts';
import { sayFaults } from './say-faults.ts';

/**
 * Makes a request to sign in from what is registered, whole and exact, with what comes after it. The
 * form is a GET: what it holds is the request itself, and no secret. PKCE, state and nonce are made
 * anew each time.
 */

const prompts = ['none', 'login', 'select_account', 'consent'] as const;

const asked = z.looseObject({
  redirect_uri: z.string().max(2_000).optional(),
  acr: z.enum(['', '0', '1', '2', '3', '4']).optional(),
  prompt: z.enum(['', ...prompts]).optional(),
});

async function build(at: At): Promise<void> {
  const { ctx, frame, needs } = at;
  const app = await appOf(at);
  const typed = readQuery(ctx, asked);
  const registered = app.scopes.split(' ').filter(Boolean);
  const { redirect_uri } = typed;
  // One that was taken away meanwhile: what else was chosen stands there still.
  const foreign = redirect_uri !== undefined && !app.redirect_uris.includes(redirect_uri);
  const ticked = registered.filter((scope) => typed[`scope.${scope}`] === 'yes');
  const scopes = redirect_uri === undefined ? registered : ['openid', ...ticked];
  const chosen = {
    ...{ redirect_uri, acr: typed.acr || undefined, prompt: typed.prompt || undefined },
    scopes: [...new Set(scopes)],
  };
  const again = foreign
    ? againAt(at, typed, [{ field: 'redirect_uri', rule: 'registered' }])
    : undefined;
  answer(
    at,
    h(RequestBuilderPage, {
      ...{ frame: { ...frame, ...(again && { again }) }, app, open: openParts(at) },
      ...{ chosen, registered, prompts },
      made:
        redirect_uri === undefined || foreign
          ? undefined
          : made(needs.issuer, app, chosen, redirect_uri),
    }),
  );
}

/** The form stands there again, with what is wrong in it. */
function againAt(
  { ctx, params, frame }: At,
  typed: Record<string, unknown>,
  faults: Fault[],
): Again {
  const refusal = refused('http.bad_input', faults);
  ctx.status = refusal.status;
  ctx.state.refusal = refusal.code;
  const at = { path: ctx.path, id: params['id'], typed, lang: frame.lang };
  const values = Object.entries(typed).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return {
    ...{ ...againOf(ctx, refusal), values: Object.fromEntries(values) },
    faults: sayFaults(faults, at),
  };
}

/** The request, and the commands around it. */
function made(
  issuer: string,
  app: { id: string; profile: string; auth_method: string },
  chosen: { acr: string | undefined; prompt: string | undefined; scopes: readonly string[] },
  redirect_uri: string,
) {
  const random = () => randomBytes(32).toString('base64url');
  const [verifier, state, nonce] = [random(), random(), random()];
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const params = new URLSearchParams({
    ...{ client_id: app.id, response_type: 'code', redirect_uri },
    ...{ scope: chosen.scopes.join(' '), state, nonce },
    ...{ code_challenge: challenge, code_challenge_method: 'S256' },
    ...(chosen.acr && { acr_values: `urn:songhua:acr:${chosen.acr}` }),
    ...(chosen.prompt && { prompt: chosen.prompt }),
  });
  const strict = app.profile === 'strict';
  return {
    ...{ verifier, state, nonce },
    address: strict ? undefined : `${issuer}/auth?${params}`,
    push: strict ? curl(`${issuer}/par`, [...params, ...assertion('private_key_jwt')]) : undefined,
    exchange: curl(
      `${issuer}/token`,
      [
        ['grant_type', 'authorization_code'],
        ['code', '<CODE>'],
        ['redirect_uri', redirect_uri],
        ['code_verifier', verifier],
        ...(app.auth_method === 'none' ? [['client_id', app.id] as const] : []),
        ...(app.auth_method === 'client_secret_post'
          ? ([
              ['client_id', app.id],
              ['client_secret', '<SECRET>'],
            ] as const)
          : []),
        ...assertion(app.auth_method),
      ],
      [
        ...(app.auth_method === 'client_secret_basic' ? [`-u '${app.id}:<SECRET>'`] : []),
        ...(strict ? ["-H 'DPoP: <PROOF>'"] : []),
      ],
    ),
  };
}

const assertion = (method: string): readonly (readonly [string, string])[] =>
  method === 'private_key_jwt'
    ? [
        ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
        ['client_assertion', '<JWT>'],
      ]
    : [];

/** A command for a shell; every value stands between single quotes, and none of ours holds one. */
const curl = (
  address: string,
  fields: Iterable<readonly [string, string]>,
  more: readonly string[] = [],
): string =>
  [
    `curl ${quoted(address)}`,
    ...more,
    ...[...fields].map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`),
  ].join(' \\\n  ');

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

export const routes: readonly PortalRoute[] = [page('/clients/apps/:id/request', build)];
