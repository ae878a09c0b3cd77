import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { paced, settle, settled, stillHere } from './check.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';

/** As long as a sign-in may take. */
const ttl = 2 * 3_600;

/**
 * A comparison of faces, on the authority's own pages and only after a consent of its own (个人信息保护法
 * 第二十九条). Whoever does not want it goes back to the other ways.
 */
export async function begin(here: At): Promise<void> {
  const { needs, attempt, frame } = here;
  const { checking } = attempt;
  const { claimed } = checking ?? {};
  if (!checking || !claimed || !isDue(here, 'check_face')) return goOn(here);
  await stillHere(here);
  const begun = await paced(here, claimed.id_number, () =>
    needs.authorities.begin(needs.base, claimed, {
      return_to: `${needs.issuer}${here.path('check/face')}`,
      lang: frame.lang,
    }),
  );
  if ('wait' in begun) throw new Refusal('http.too_many_requests', { retry_after: begun.wait });
  checking.face = begun.remember;
  await attempts.write(needs, attempt);
  seeOther(here.ctx, begun.url);
}

export async function otherWay(here: At): Promise<void> {
  if (isDue(here, 'check_face')) here.attempt.checking = undefined;
  await goOn(here);
}

/** Back from the pages. One visit is asked about once, by whichever node is first (Never 5). */
export async function complete(here: At, params: Record<string, string>): Promise<void> {
  const { needs, attempt } = here;
  const { face, claimed } = attempt.checking ?? {};
  if (!face || !claimed || !isDue(here, 'check_face')) return seeOther(here.ctx, here.path());
  if (attempt.checking) attempt.checking.face = undefined;
  const first = await needs.passing.once(`check ${face.transaction_no}`, ttl);
  if (!first) return seeOther(here.ctx, here.path());
  await attempts.write(needs, attempt);
  await stillHere(here);
  const answer = await needs.authorities.complete(needs.base, face, params);
  await settled(here, claimed.id_number, answer);
  await settle(here, answer);
}
