import { paths } from '../../views/account/paths.ts';
import { seeOther } from '../http/see-other.ts';
import * as recovery from '../recovery/recovery.ts';
import type { At } from './at.ts';

/** Says no to a recovery of one's own password that waits. */
export async function stopRecovery(at: At): Promise<void> {
  const stopped = await recovery.stopByOwner(at.needs.base, at.session.identity_id);
  seeOther(at.ctx, `${paths.home}?done=${stopped ? 'recovery_stopped' : 'nothing'}`);
}

/** Voids a paper with a code that was printed for oneself, or for somebody who said so. */
export async function voidPaper(at: At): Promise<void> {
  const voided = await recovery.voidByOwner(at.needs.base, at.session.identity_id);
  seeOther(at.ctx, `${paths.home}?done=${voided ? 'paper_voided' : 'nothing'}`);
}
