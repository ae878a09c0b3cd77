import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readSubject } from '../attributes.ts';
import type { Answer, Caller, Means, Protocol, Remembered, Start } from '../contract.ts';
import { byName, wordsFor } from '../mapping.ts';
import { openedAnswer } from './decrypting.ts';
import { ask, look } from './oauth2-call.ts';
import { exactJson, textAt } from './oauth2-json.ts';
import { presets } from './oauth2-presets.ts';
import { type OAuth2Settings, oauth2Settings } from './oauth2-settings.ts';
import { badAnswer } from './oidc-faults.ts';
import { fill } from './web-call.ts';

/**
 * A department system that speaks nearly OAuth 2 (RFC 6749 §4.1), with its own names, envelopes,
 * signatures and sealed fields, all of them settings. There is no ID token, so what binds an answer
 * to the visit is its state, to us our own callback and secret, and to the person the userinfo call
 * made with the token of this code and no other.
 */
export const oauth2: Protocol = {
  kind: 'redirect',
  settings: oauth2Settings,
  mapping: byName({
    name: 'name',
    id_type: 'id_type',
    id_number: 'id_number',
    phone_number: 'phone_number',
    email: 'email',
    gender: 'gender',
    birthdate: 'birthdate',
  }),
  presets,
  origins(settings) {
    const { authorize, origins } = oauth2Settings.parse(settings);
    return [...new Set([authorize.url, ...origins].map((address) => new URL(address).origin))];
  },
  open(settings, means) {
    const parsed = oauth2Settings.parse(settings);
    return {
      kind: 'visit',
      begin: (start) => begin(parsed, means, start),
      complete: (answer, remembered) => complete(parsed, means, answer, remembered),
    };
  },
  probe: (settings) => lookOnce(oauth2Settings.parse(settings)),
  expiries(settings) {
    const { client_secret_until: until } = oauth2Settings.parse(settings);
    return until ? [{ what: 'client_secret', at: new Date(`${until}T16:00:00Z`) }] : [];
  },
};

/** A code works for minutes; that it was taken is known for a day. */
const TAKEN_MS = 24 * 60 * 60_000;

/** What a code or token may be made of (RFC 6749 A.11), but for quotes: it may stand in a text of JSON. */
const plain = /^[\x21\x23-\x5b\x5d-\x7e]{1,8192}$/;

const visit = z.object({
  state: z.string(),
  callback: z.string(),
  verifier: z.string().optional(),
});

async function begin(settings: OAuth2Settings, { mapping }: Means, start: Start) {
  await lookOnce(settings);
  const { client_id, authorize } = settings;
  const named = Object.values(authorize.parameters).some((text) => text.includes('{state}'));
  const callback = named ? start.callback : withState(start.callback, start.state);
  const verifier = authorize.pkce ? randomBytes(32).toString('base64url') : undefined;
  const word = start.level === undefined ? undefined : wordsFor(mapping, start.level)[0];
  const url = new URL(authorize.url);
  const asks = {
    ...fill(authorize.parameters, { client_id, callback, state: start.state }),
    ...(verifier && { code_challenge: s256(verifier), code_challenge_method: 'S256' }),
    ...(authorize.level && word !== undefined && { [authorize.level]: word }),
    ...(start.reauthenticate && authorize.reauthenticate),
  };
  for (const [name, value] of Object.entries(asks)) url.searchParams.set(name, value);
  const remember: z.output<typeof visit> = {
    ...{ state: start.state, callback },
    ...(verifier && { verifier }),
  };
  return { to: { kind: 'location' as const, url: url.href }, remember };
}

async function complete(
  settings: OAuth2Settings,
  means: Means,
  { params }: Answer,
  remembered: Remembered,
): Promise<Caller | 'cancelled'> {
  const { state, callback, verifier } = visit.parse(remembered);
  const { answer, client_id, client_secret = '' } = settings;
  if (params['state'] !== state) throw badAnswer('state of another visit');
  if (answer.iss !== undefined && params['iss'] !== answer.iss) throw badAnswer('iss');
  for (const [name, values] of Object.entries(answer.cancelled))
    if (values.includes(params[name] ?? '')) return 'cancelled';
  const code = params[answer.code] ?? '';
  if (!plain.test(code)) throw badAnswer('no code');
  // Before it is sent: such systems may take a code twice, and two nodes may see it at once.
  const until = new Date(means.clock.now().getTime() + TAKEN_MS);
  if (!(await means.once(`code ${code}`, until))) throw badAnswer('code used');
  const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  const values = { client_id, client_secret, basic, callback, code };
  const token = await ask(withVerifier(settings, verifier), 'token', values, means.clock);
  return caller(settings, means, token);
}

async function caller(settings: OAuth2Settings, { clock }: Means, token: unknown): Promise<Caller> {
  const { client_id, client_secret = '', token: at, userinfo } = settings;
  const access_token = textAt(token, at.access_token) ?? '';
  if (!plain.test(access_token)) throw badAnswer('no access_token');
  if (at.audience !== undefined && textAt(token, at.audience) !== client_id)
    throw badAnswer('audience');
  const answered = await ask(
    settings,
    'userinfo',
    { client_id, client_secret, access_token },
    clock,
  );
  const said = openedAnswer(userinfo.encryption, answered, exactly);
  const subject = readSubject(textAt(said, userinfo.subject));
  if (at.subject !== undefined && textAt(token, at.subject) !== subject)
    throw badAnswer('userinfo of another account');
  for (const [pointer, values] of Object.entries(userinfo.only))
    if (!values.includes(textAt(said, pointer) ?? '')) throw badAnswer(`not taken: ${pointer}`);
  const session =
    (at.session && textAt(token, at.session)) ??
    (userinfo.session && textAt(said, userinfo.session));
  return {
    subject,
    attributes: said as Record<string, unknown>,
    ...(session && { session: { name: session } }),
    amr: [],
  };
}

function exactly(text: string): unknown {
  const said = exactJson(text);
  if (said === undefined) throw badAnswer('a sealed answer is no JSON');
  return said;
}

const s256 = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

/** For systems that bring no state back: ours then comes back in our own address. */
function withState(callback: string, state: string): string {
  const url = new URL(callback);
  url.searchParams.set('state', state);
  return url.href;
}

/** RFC 7636 §4.5. */
const withVerifier = (settings: OAuth2Settings, verifier: string | undefined): OAuth2Settings =>
  verifier === undefined
    ? settings
    : {
        ...settings,
        token: {
          ...settings.token,
          parameters: { ...settings.token.parameters, code_verifier: verifier },
        },
      };

const underWay = new Map<string, Promise<void>>();

/** Nobody is sent to a system that is not there. Callers at one moment share one look. */
function lookOnce(settings: OAuth2Settings): Promise<void> {
  const { allow_http, networks } = settings;
  const key = `${allow_http} ${networks.join()} ${settings.look ?? settings.token.url}`;
  const running = underWay.get(key);
  if (running) return running;
  const looking = look(settings).finally(() => underWay.delete(key));
  underWay.set(key, looking);
  return looking;
}
