import { paths } from '../../views/account/paths.ts';
import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import * as identities from '../identities/identities.ts';
import { isFresh } from '../identities/may-change.ts';
import * as recovery from '../recovery/recovery.ts';
import * as sessions from '../sessions/sessions.ts';
import type { At } from './at.ts';

/**
 * The no of whoever is signed in to what would let somebody in by another way. A thief with the old
 * password would say it too: so it takes a fresh sign-in, and no way in that was added after what it
 * would stop.
 */

/** Says no to a recovery of one's own password that waits. */
export async function stopRecovery(at: At): Promise<void> {
  const { base } = at.needs;
  const { identity_id } = at.session;
  const waits = await recovery.waitingOf(base, identity_id);
  const stands_since = await hasASay(at, waits?.begun_at);
  if (stands_since === 'sign_in') return;
  const stopped = await recovery.stopByOwner(base, { identity_id, stands_since });
  seeOther(at.ctx, `${paths.home}?done=${stopped ? 'recovery_stopped' : 'nothing'}`);
}

/** Voids a paper with a code that was printed for oneself, or for somebody who said so. */
export async function voidPaper(at: At): Promise<void> {
  const { base } = at.needs;
  const { identity_id } = at.session;
  const paper = await recovery.openOf(base, identity_id);
  const stands_since = await hasASay(at, paper?.printed_at);
  if (stands_since === 'sign_in') return;
  const voided = await recovery.voidByOwner(base, { identity_id, stands_since });
  seeOther(at.ctx, `${paths.home}?done=${voided ? 'paper_voided' : 'nothing'}`);
}

/**
 * Since when this session's ways in are there; `sign_in`: the person was sent to prove themselves
 * anew, and presses again. Throws `recovery.way_too_new`.
 */
async function hasASay(at: At, begun: Date | undefined): Promise<Date | 'sign_in'> {
  const { needs, session } = at;
  const { base } = needs;
  if (!isFresh(base.clock.now().getTime() - session.proved_at.getTime())) {
    needs.signIn(at.ctx, undefined, { anew: true, back: paths.home });
    return 'sign_in';
  }
  const row = await sessions.read(base, session.session_id);
  const since = row && (await identities.waysSince(base, session.identity_id, row));
  if (!since || (begun && since > begun)) throw new Refusal('recovery.way_too_new');
  return since;
}
