import { h } from 'preact';
import { AddAppPage, AddPasskeyPage, CodesPage } from '../../views/account/factor-adding.tsx';
import { FactorsPage } from '../../views/account/factors.tsx';
import { paths } from '../../views/account/paths.ts';
import type { Trouble } from '../../views/components/trouble.ts';
import * as challenge from '../credentials/challenge.ts';
import * as credentials from '../credentials/credentials.ts';
import * as factors from '../credentials/factors.ts';
import * as totp from '../credentials/totp.ts';
import * as webauthn from '../credentials/webauthn.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { pictureOf } from '../http/picture.ts';
import { seeOther } from '../http/see-other.ts';
import { maskName } from '../identities/masks.ts';
import * as second from '../identities/second-factors.ts';
import { type At, answer, doneOf } from './at.ts';
import { openEntry, sealEntry } from './factor-entry.ts';
import { allowed } from './factor-proving.ts';

/** My second factors: adding, naming and taking away. What is asked before is factor-proving.ts. */

export async function factorsPage(at: At, error?: Trouble): Promise<void> {
  const { base } = at.needs;
  const { identity_id, level } = at.session;
  const rows = await factors.list(base, identity_id);
  const code = doneOf(at);
  answer(
    at,
    h(FactorsPage, {
      frame: at.frame,
      done: code && { code },
      error,
      rows: rows.map(({ suspended_at, ...row }) => ({ ...row, suspended: suspended_at !== null })),
      level,
      codes_left: await factors.codesLeft(base, identity_id),
      always: rows.some(({ asked_always }) => asked_always),
    }),
  );
}

/** How the app or device lists the account: what the person signs in with here, or a masked name. */
async function accountOf({ needs, session, claims }: At): Promise<string> {
  const login_name = await credentials.loginNameOf(needs.base, session.identity_id);
  return login_name ?? maskName(claims?.name ?? '—');
}

/** The form for an app; a secret that was shown stays while its form is put right. */
export async function appPage(at: At, begun?: string, error?: Trouble): Promise<void> {
  if (!begun && !(await allowed(at, 'app', 'all'))) return;
  const entry =
    begun ?? sealEntry(at, { id: newId(at.needs.base.clock), secret: totp.newSecret() });
  const { secret = '' } = openEntry(at, entry);
  const app = pictureOf(totp.appAddress(await accountOf(at), secret), secret);
  answer(at, h(AddAppPage, { frame: at.frame, error, entry, level: at.session.level, app }));
}

export async function addApp(
  at: At,
  typed: { entry: string; code?: string | undefined; label?: string | undefined },
): Promise<void> {
  if (!(await allowed(at, 'app', 'all'))) return;
  const { id, secret = '' } = openEntry(at, typed.entry);
  const { code = '', label } = typed;
  // Posted twice: it is there already.
  const there = (await factors.list(at.needs.base, at.session.identity_id)).some(
    (one) => one.id === id,
  );
  if (there) return seeOther(at.ctx, `${paths.factors}?done=factor_added`);
  const app = { id, secret, code, label: named(label) };
  const codes = await second.addApp(at.needs.base, at.session, app);
  if (codes === false) {
    at.ctx.status = 400;
    const error: Trouble = { code: code ? 'wrong_factor' : 'missing_factor', field: 'code' };
    return appPage(at, typed.entry, error);
  }
  added(at, codes);
}

export async function passkeyPage(at: At, error?: Trouble): Promise<void> {
  if (!(await allowed(at, 'passkey', 'all'))) return;
  const { needs, session } = at;
  const given = challenge.newChallenge();
  const of = { identity_id: session.identity_id, account: await accountOf(at), challenge: given };
  const options = await factors.optionsToAdd(needs.base, needs, of);
  const entry = sealEntry(at, { id: newId(needs.base.clock), challenge: given });
  answer(at, h(AddPasskeyPage, { frame: at.frame, error, entry, level: session.level, options }));
}

export async function addPasskey(
  at: At,
  typed: { entry: string; answer: string; label?: string | undefined },
): Promise<void> {
  if (!(await allowed(at, 'passkey', 'all'))) return;
  const { needs, session } = at;
  const { challenge: given = '' } = openEntry(at, typed.entry);
  const use = challenge.use(needs.passing, given);
  const made = await webauthn.made(needs, { answer: typed.answer, use });
  if (!made) {
    at.ctx.status = 400;
    return passkeyPage(at, { code: 'credentials.passkey_refused' });
  }
  added(at, await second.addPasskey(needs.base, session, { made, label: named(typed.label) }));
}

/** The first factor comes with recovery codes, which are shown once. */
function added(at: At, codes: string[]): void {
  if (codes.length === 0) seeOther(at.ctx, `${paths.factors}?done=factor_added`);
  else answer(at, h(CodesPage, { frame: at.frame, codes }));
}

export async function renewCodes(at: At): Promise<void> {
  if (!(await allowed(at, 'list', 'all'))) return;
  const codes = await second.renewCodes(at.needs.base, at.session);
  answer(at, h(CodesPage, { frame: at.frame, codes }));
}

export async function rename(
  at: At,
  { factor_id: id, label = '' }: { factor_id: string; label?: string | undefined },
): Promise<void> {
  const { identity_id } = at.session;
  await factors.rename(at.needs.base, { identity_id, id, label: named(label) ?? '' });
  seeOther(at.ctx, `${paths.factors}?done=factor_renamed`);
}

export async function askAlways(at: At, { on }: { on: '0' | '1' }): Promise<void> {
  if (!(await allowed(at, 'list', 'all'))) return;
  await second.askAlways(at.needs.base, at.session.identity_id, on === '1');
  seeOther(at.ctx, `${paths.factors}?done=${on === '1' ? 'factor_always' : 'factor_needed'}`);
}

/** Takes one away; the last way in stays, and the page says why. */
export async function remove(at: At, { factor_id }: { factor_id: string }): Promise<void> {
  if (!(await allowed(at, 'list', factor_id))) return;
  const { identity_id, session_id } = at.session;
  try {
    await second.removeFactor(at.needs.base, { identity_id, factor_id, session_id });
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code !== 'identities.last_way_in') throw thrown;
    at.ctx.status = thrown.status;
    return factorsPage(at, { code: 'last_way' });
  }
  seeOther(at.ctx, `${paths.factors}?done=factor_removed`);
}

const named = (label: string | undefined) => label?.trim() || undefined;
