import type { Trouble } from '../../views/components/trouble.ts';
import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { note, usable } from './acts.ts';
import { came } from './arrive.ts';
import type { At } from './at.ts';
import { goOn } from './choose.ts';
import { reachOf } from './level.ts';
import { show } from './pages.tsx';
import { accepts } from './picker.ts';

interface Typed {
  source: string;
  username?: string;
  password?: string;
}

/**
 * A password, for a source that takes one or for an account of our own (`local`). A stranger, a
 * wrong password and a slowed-down account that does not exist get the same answers (Never 11).
 */
export async function tryPassword(here: At, typed: Typed): Promise<void> {
  const { base } = here.needs;
  const { source, username = '', password = '' } = typed;
  const way = await wayOf(here, source);
  here.attempt.chosen = source;
  if (username.trim() === '') return again(here, typed, 'missing_username', 'username');
  if (password === '') return again(here, typed, 'missing_password', 'password');
  const tried = {
    account: `${source} ${identities.asCounted(base, username)}`,
    network: here.ctx.ip,
  };
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) {
    here.ctx.status = 429;
    here.ctx.set('Retry-After', String(wait));
    const error: Trouble = { code: 'too_many', minutes: Math.ceil(wait / 60) };
    return show(here, 'password', { error, username });
  }
  const right = await way(username.trim(), password).catch(async (thrown: unknown) => {
    // The source is down or we are busy: that was no try of the person's.
    await rateLimit.noTry(base, tried);
    throw thrown;
  });
  if (!right) {
    await rateLimit.wrongTry(base, tried);
    await note(here, 'login.failed', 'failed', { reason: 'wrong' }, source);
    return again(here, typed, 'wrong', 'username');
  }
  await rateLimit.goodTry(base, tried);
  await goOn(here);
}

type Way = (username: string, password: string) => Promise<boolean>;

/** How this source checks a password; true when it was right, and who came is then in the attempt. */
async function wayOf(here: At, id: string): Promise<Way> {
  if (id === 'local') {
    if (accepts(here.client, id)) return (...typed) => ours(here, ...typed);
    throw new Refusal('login.source_not_accepted', { field: 'source' });
  }
  const source = sources.open(here.needs.base, await usable(here, id));
  if (source.kind !== 'password') throw new Refusal('http.bad_input', { field: 'source' });
  return async (...typed) => {
    const arrival = await source.verify(...typed);
    if (arrival) await came(here, arrival);
    return arrival !== undefined;
  };
}

/** An account of our own; the user name is a login name or an identification number. */
async function ours(here: At, username: string, password: string): Promise<boolean> {
  const { base } = here.needs;
  const owner = await identities.findByIdentifier(base, username);
  const identity_ids = owner ? [owner] : [];
  const found = await credentials.check(base, { username, password, identity_ids });
  if (!found) return false;
  const { identity_id, credential_id, stands_on, bound_level } = found;
  const identity = await identities.read(base, identity_id);
  // Said like a wrong password: whoever knows it learns more from the help line.
  if (identity?.state !== 'active') return false;
  const level = Math.min(await identities.level(base, identity_id), bound_level, reachOf(['pwd']));
  const at = here.needs.base.clock.now().getTime();
  here.attempt.came = { by: 'credential', identity_id, credential_id, at, stands_on, level };
  here.attempt.chosen = undefined;
  here.attempt.to_tell = [];
  return true;
}

/** What was typed stays, but for the password. */
function again(here: At, { username }: Typed, code: Trouble['code'], field: string): Promise<void> {
  here.ctx.status = 400;
  return show(here, 'password', { error: { code, field }, username });
}
