import { timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import { importJWK, SignJWT } from 'jose';
import type { Context } from 'koa';
import { h } from 'preact';
import { z } from 'zod';
import { SandboxDepartmentPage } from '../../../views/sandbox/department.tsx';
import type { Base } from '../../base.ts';
import { MADE_UP_SOURCE } from '../../clients/acceptance/acceptance.ts';
import { keyedHash } from '../../crypto/hash.ts';
import { open, seal } from '../../crypto/seal.ts';
import { Refusal } from '../../errors.ts';
import { pageFrame } from '../../http/frame.ts';
import { formsMayLeadTo } from '../../http/headers.ts';
import { read, readQuery } from '../../http/input.ts';
import { renderPage } from '../../http/render.tsx';
import { seeOther } from '../../http/see-other.ts';
import * as keys from '../../keys/keys.ts';
import { inner } from '../../outbox/networks.ts';
import type { Registration } from '../../sources/sources.ts';
import { amrOf, citizens, PASSWORD, type Place } from './citizens.ts';
import { robotAt } from './robots.ts';

/**
 * The login system of a department that there is not: the made-up citizens of a sandbox have accounts
 * there, whose sign-in says the level. It is spoken to as any other OpenID provider is, so that what an
 * application meets in the sandbox is what it meets elsewhere. Its state is in what it hands out.
 */

/** Its code in the tree, and the ids of its two sources: one that bears all levels, one that bears level 1. */
export const DEPARTMENT = 'sandbox';
export const sourceOf = { department: MADE_UP_SOURCE, limited: 'sandbox-limited' } as const;
const clientOf = { department: 'songhua', limited: 'songhua-limited' } as const;
const LIMITED_CEILING = 1;

const path = '/sandbox/department';
const LIVES_MS = 60_000;
const word = (level: number) => `urn:sandbox:level:${level}`;

const secretOf = (base: Base, client_id: string) =>
  keyedHash(base.ring, 'artefact', `sandbox department ${client_id}`);

/** How the gateway knows it. */
export function departmentSources(base: Base, issuer: string): Registration[] {
  const at = `${issuer}${path}`;
  return (['department', 'limited'] as const).map((which, position) => ({
    ...{ id: sourceOf[which], protocol: 'oidc', department_code: DEPARTMENT },
    names: names[which],
    account_words: accounts[which],
    ...{ registration: 'issued', ceiling: which === 'limited' ? LIMITED_CEILING : 4 },
    ...{ evidence_days: 3_650, position: 900 + position },
    settings: {
      ...{ issuer: at, client_id: clientOf[which], client_secret: secretOf(base, clientOf[which]) },
      metadata: {
        authorization_endpoint: `${at}/authorize`,
        token_endpoint: `${at}/token`,
        jwks_uri: `${issuer}/jwks`,
      },
      id_token_signed_response_alg: 'ES256',
      // It is we ourselves.
      ...{ networks: inner.slice(0, 20), allow_http: issuer.startsWith('http:') },
    },
    mapping: {
      fields: {
        ...{ name: 'name', alias: 'alias', id_type: 'id_type', id_number: 'id_number' },
        ...{ phone_number: 'phone_number', gender: 'gender', birthdate: 'birthdate' },
      },
      levels: Object.fromEntries([0, 1, 2, 3, 4].map((level) => [word(level), level])),
    },
  }));
}

const names = {
  department: { 'zh-CN': '沙箱测试部门', ko: '시험용 가상부문', en: 'Sandbox department' },
  limited: {
    'zh-CN': '沙箱测试部门（限一级）',
    ko: '시험용 가상부문(1급까지)',
    en: 'Sandbox department (level 1 only)',
  },
};
const accounts = {
  department: { 'zh-CN': '测试账号', ko: '시험계정', en: 'Test account' },
  limited: { 'zh-CN': '一级测试账号', ko: '1급시험계정', en: 'Level 1 test account' },
};

const asked = z.looseObject({
  client_id: z.enum([clientOf.department, clientOf.limited]),
  redirect_uri: z.url(),
  state: z.string().max(1_000),
  nonce: z.string().max(1_000),
  code_challenge: z.string().max(200),
});
type Asked = z.infer<typeof asked>;

const kept = z.object({
  ...{ client_id: z.string(), redirect_uri: z.string(), nonce: z.string() },
  ...{ code_challenge: z.string(), code: z.string(), until: z.number() },
});
const codePlace = { table: 'sandbox_department', column: 'code', row: 'code' };

export function departmentRoutes(base: Base, issuer: string): Router {
  const show = (ctx: Context, wrong: boolean) => {
    // Where the sign-in leads in the end is the application's; browsers hold its form to that too.
    formsMayLeadTo(ctx, ['https:', 'http:']);
    ctx.status = wrong ? 400 : 200;
    ctx.type = 'html';
    const back = new URL(readQuery(ctx, asked).redirect_uri);
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('state', readQuery(ctx, asked).state);
    // Its links to other languages keep what was asked.
    const frame = pageFrame(ctx, { path: ctx.url });
    const page = { frame, action: ctx.url, wrong, back: back.href };
    ctx.body = renderPage(h(SandboxDepartmentPage, page));
  };
  return new Router()
    .get(`${path}/authorize`, (ctx) => {
      ours(issuer, readQuery(ctx, asked));
      show(ctx, false);
    })
    .post(`${path}/authorize`, async (ctx) => {
      const visit = readQuery(ctx, asked);
      ours(issuer, visit);
      const typed = z.looseObject({
        username: z.string().max(100).default(''),
        password: z.string().max(1024).default(''),
      });
      const { username, password } = await read(ctx, typed);
      const code = accountOf(base, visit.client_id, username.trim(), password);
      if (code === undefined) return show(ctx, true);
      const to = new URL(visit.redirect_uri);
      const until = base.clock.now().getTime() + LIVES_MS;
      const { client_id, redirect_uri, nonce, code_challenge } = visit;
      const answer = { client_id, redirect_uri, nonce, code_challenge, code, until };
      to.searchParams.set('code', seal(base.ring, codePlace, JSON.stringify(answer)));
      to.searchParams.set('state', visit.state);
      seeOther(ctx, to.href);
    })
    .post(`${path}/token`, async (ctx) => {
      const form = z.looseObject({ code: z.string().max(4_000), code_verifier: z.string() });
      const given = await read(ctx, form);
      ctx.body = await tokens(base, issuer, ctx.get('authorization'), given);
    });
}

/** It knows one relying party: ours. */
function ours(issuer: string, { redirect_uri, client_id }: Asked): void {
  const which = client_id === clientOf.limited ? sourceOf.limited : sourceOf.department;
  if (redirect_uri !== `${issuer}/callback/${which}`)
    throw new Refusal('http.bad_input', { field: 'redirect_uri' });
}

/** Whose account it is, by the name in the list; undefined where the password is wrong, or there is none. */
function accountOf(base: Base, client_id: string, username: string, password: string) {
  const place: Place = client_id === clientOf.limited ? 'limited' : 'department';
  const one = citizens.find(({ code }) => code === username);
  if (one) return one.places.includes(place) && same(password, PASSWORD) ? one.code : undefined;
  const robot = place === 'department' ? robotAt(base, username) : undefined;
  return robot && same(password, robot.password) ? username : undefined;
}

const same = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** RFC 6749 §4.1.3, with PKCE: an ID token that says who it is and at what level they signed in. */
async function tokens(
  base: Base,
  issuer: string,
  authorization: string,
  { code: sealed, code_verifier }: { code: string; code_verifier: string },
) {
  const found = readCode(base, sealed);
  const [client_id, secret = ''] = basic(authorization);
  const ours = found?.client_id === client_id && same(secret, secretOf(base, client_id));
  if (!found || !ours || (await s256(code_verifier)) !== found.code_challenge)
    throw new Refusal('http.bad_input', { field: 'code' });
  const person = citizens.find(({ code }) => code === found.code) ?? robotAt(base, found.code);
  const key = (await keys.signingKeys(base)).find(
    ({ alg, state }) => alg === 'ES256' && state === 'current',
  );
  if (!person || !key) throw new Error('the made-up department has nobody, or no key');
  const now = Math.floor(base.clock.now().getTime() / 1000);
  const { level, attributes } = person;
  const id_token = await new SignJWT({
    ...{ ...attributes, nonce: found.nonce, auth_time: now },
    ...{ acr: word(level), amr: amrOf(level) },
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .setIssuer(`${issuer}${path}`)
    .setAudience(found.client_id)
    .setSubject(found.code)
    .setIssuedAt(now)
    .setExpirationTime(now + 300)
    .sign(await importJWK(key.privateJwk, key.alg));
  return { access_token: 'none', token_type: 'Bearer', expires_in: 1, id_token };
}

function readCode(base: Base, sealed: string): z.infer<typeof kept> | undefined {
  try {
    const found = kept.parse(JSON.parse(open(base.ring, codePlace, sealed)));
    return found.until > base.clock.now().getTime() ? found : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 6749 §2.3.1: name and secret are each encoded as in a form. */
function basic(authorization: string): [string, string?] {
  const [, sent = ''] = /^basic (\S+)$/i.exec(authorization) ?? [];
  const [name = '', secret] = Buffer.from(sent, 'base64').toString().split(':');
  const plain = (text: string) => new URLSearchParams(`text=${text}`).get('text') ?? '';
  return secret === undefined ? [plain(name)] : [plain(name), plain(secret)];
}

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(verifier));
  return Buffer.from(digest).toString('base64url');
}
