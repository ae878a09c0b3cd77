import type { Base } from '../base.ts';
import { stepOf } from '../credentials/totp.ts';
import { open, seal } from '../crypto/seal.ts';
import * as store from './factors-store.ts';

/** The authenticator app of somebody of the staff. */
export { appAddress, codeAt, newSecret, stepOf } from '../credentials/totp.ts';

const secretPlace = (row: string) => ({ table: 'staff_factors', column: 'secret_sealed', row });

export const sealedSecret = (base: Base, factor_id: string, secret: string): string =>
  seal(base.ring, secretPlace(factor_id), secret);

/** Takes a code of this factor, once; false when it is wrong or was used. */
export async function take(base: Base, factor: store.FactorRow, code: string): Promise<boolean> {
  if (!factor.secret_sealed) return false;
  const secret = open(base.ring, secretPlace(factor.id), factor.secret_sealed);
  const now = base.clock.now();
  const step = stepOf(now, secret, code);
  return step !== undefined && (await store.takeStep(base.db, factor.id, step, now));
}
