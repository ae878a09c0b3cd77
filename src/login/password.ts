import type { Trouble } from '../../views/components/trouble.ts';
import type { Base } from '../base.ts';
import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { note, usable } from './acts.ts';
import { came } from './arrive.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { learn } from './intervened.ts';
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
  const of = { source_id: source, typed: username };
  const tried: Tried[] = [];
  const waitOf = async (who: Tried) => {
    const { wait } = await rateLimit.slowDown(base, who);
    if (wait === 0) tried.push(who);
    return wait;
  };
  const ended = (how: (base: Base, who: Tried) => Promise<unknown>) =>
    Promise.all(tried.map((who) => how(base, who)));
  try {
    const account = `${source} ${identities.asCounted(base, username)}`;
    const wait = await waitOf({ account, network: here.ctx.ip });
    if (wait > 0) throw new TooOften(wait);
    const found = await way(
      username.trim(),
      password,
      async (key) => (await waitOf({ account: `${source} account ${key}` })) === 0,
    );
    if (found === 'right') {
      await ended(rateLimit.goodTry);
      return goOn(here);
    }
    await ended(found.knew ? rateLimit.goodTry : rateLimit.wrongTry);
    await note(here, 'login.failed', 'failed', { reason: found.refused }, of);
    return again(here, typed, found.knew ? told(found.refused) : 'wrong', 'username');
  } catch (thrown) {
    // The source is down or we are busy: that was no try of the person's.
    await ended(rateLimit.noTry);
    if (!(thrown instanceof TooOften)) {
      if (thrown instanceof Refusal)
        await note(here, 'login.failed', 'failed', { reason: thrown.code }, of);
      throw thrown;
    }
    here.ctx.status = 429;
    here.ctx.set('Retry-After', String(thrown.wait));
    const error: Trouble = { code: 'too_many', minutes: Math.ceil(thrown.wait / 60) };
    return show(here, 'password', { error, username });
  }
}

type Tried = { account: string; network?: string };

/** Tried too often by this name. */
class TooOften extends Error {
  readonly wait: number;
  constructor(wait: number) {
    super('too many tries');
    this.wait = wait;
  }
}

/**
 * How this source checks a password; once it was right, who came is in the attempt. `admit` counts
 * the account behind the name: a database may take several spellings for one. Once that was tried too
 * often, every password is wrong for a while: a wait would tell a stranger that two names are one account's.
 */
type Way = (
  username: string,
  password: string,
  admit: (account: string) => Promise<boolean>,
) => Promise<'right' | (Pick<sources.NotLetIn, 'knew'> & { refused: string })>;

async function wayOf(here: At, id: string): Promise<Way> {
  if (id === 'local') {
    if (accepts(here.client, id)) {
      return async (username, password) =>
        (await ours(here, username, password)) ? 'right' : { refused: 'wrong', knew: false };
    }
    throw new Refusal('login.source_not_accepted', { field: 'source' });
  }
  const source = sources.open(here.needs.base, await usable(here, id));
  if (source.kind !== 'password') throw new Refusal('http.bad_input', { field: 'source' });
  return async (username, ...rest) => {
    const arrival = await source.verify(username, ...rest, here.ctx.ip);
    if ('refused' in arrival) return arrival;
    await came(here, arrival, username);
    return 'right';
  };
}

/** An account of our own; the user name is a login name, an identification number or a telephone. */
async function ours(here: At, username: string, password: string): Promise<boolean> {
  const { base } = here.needs;
  // Both are looked up, whatever was typed. No text is a number of both kinds.
  const owner = await identities.findByIdentifier(base, username);
  const phoned = await identities.findByPhone(base, username);
  const identity_ids = [owner, phoned].filter((id) => id !== undefined);
  const found = await credentials.check(base, { username, password, identity_ids });
  if (!found) return false;
  const { identity_id, credential_id, stands_on, bound_level } = found;
  const identity = await identities.read(base, identity_id);
  if (!identity || identity.state === 'absorbed') return false;
  // Whoever knows the password is no stranger: it is the person who is told what happened.
  const refused = identity.state !== 'active';
  const limit = Math.min(await identities.level(base, identity_id), bound_level);
  const at = here.needs.base.clock.now().getTime();
  const of = { identity_id, credential_id, at, stands_on, limit };
  const level = Math.min(limit, reachOf(['pwd']));
  attempts.comes(here.attempt, { by: 'credential', ...of, level, ...(refused && { refused }) });
  if (!refused) await learn(here, identity_id);
  return true;
}

/** Why whoever knows the password is not let in, and where that is mended. */
const told = (refused: string): Trouble['code'] =>
  refused === 'must_change' ? 'must_change' : 'account_locked';

/** What was typed stays, but for the password. */
function again(here: At, { username }: Typed, code: Trouble['code'], field: string): Promise<void> {
  here.ctx.status = 400;
  return show(here, 'password', { error: { code, field }, username });
}
