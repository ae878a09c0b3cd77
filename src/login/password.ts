import * as credentials from '../credentials/credentials.ts';
import { Refusal } from '../errors.ts';
import * as rateLimit from '../http/rate-limit.ts';
import * as identities from '../identities/identities.ts';
import * as sources from '../sources/sources.ts';
import { note, usable } from './acts.ts';
import { came } from './arrive.ts';
import type { At } from './at.ts';
import { goOn } from './choose.ts';
import { show } from './pages.ts';
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
export async function tryPassword(
  here: At,
  { source, username = '', password = '' }: Typed,
): Promise<void> {
  const { base } = here.needs;
  here.attempt.chosen = source;
  if (username.trim() === '')
    return again(here, username, { code: 'missing_username', field: 'username' });
  if (password === '')
    return again(here, username, { code: 'missing_password', field: 'password' });
  const tried = { account: `${source} ${username.trim()}`, network: here.ctx.ip };
  const { wait } = await rateLimit.slowDown(base, tried);
  if (wait > 0) {
    here.ctx.status = 429;
    here.ctx.set('Retry-After', String(wait));
    return again(here, username, { code: 'too_many', minutes: Math.ceil(wait / 60) });
  }
  const right = await (source === 'local' ? ours : theirs)(here, source, username.trim(), password);
  if (!right) {
    await rateLimit.wrongTry(base, tried);
    await note(
      here,
      'login.failed',
      'failed',
      { reason: 'wrong' },
      source === 'local' ? undefined : source,
    );
    return again(here, username, { code: 'wrong', field: 'username' });
  }
  await rateLimit.goodTry(base, tried);
  await goOn(here);
}
