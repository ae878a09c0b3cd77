import type { Base } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { type Asked, acts } from './acts.ts';
import type { Place } from './means.ts';
import * as reasons from './reasons.ts';

/** Who asks for which act upon what, where that hangs, and why. */
export type Asking = Asked & { place: Place; reason: string; by: string };

/** What is written of anything asked, its reason sealed. */
export function rowOf(base: Base, asking: Asking) {
  const { act, place, reason, by } = asking;
  const params = acts[act].params.safeParse(asking.params);
  if (!params.success)
    throw new Refusal('http.bad_input', { field: params.error.issues[0]?.path.join('.') ?? '' });
  const id = newId(base.clock);
  const now = base.clock.now();
  return {
    id,
    act,
    params: params.data as Record<string, unknown>,
    department_ids: place === 'province' ? null : [...place.department_ids],
    client_id: place === 'province' ? null : (place.client_id ?? null),
    reason_sealed: reasons.sealed(base, id, 'reason_sealed', reason),
    asked_by: by,
    asked_at: now,
    expires_at: new Date(now.getTime() + acts[act].life_hours * 3_600_000),
    state: 'asked' as const,
  };
}
