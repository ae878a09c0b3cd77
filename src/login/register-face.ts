import { Refusal } from '../errors.ts';
import { seeOther } from '../http/see-other.ts';
import { note } from './acts.ts';
import { askedAbout, comesBack, counts, inPace } from './asking.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';
import { isDue } from './due.ts';
import { accept, again, refusedAs } from './register-check.ts';

/**
 * A comparison of faces, on the authority's own pages and only after a consent of its own (个人信息保护法
 * 第二十九条). Whoever does not want it goes back to the other ways.
 */
export async function begin(here: At): Promise<void> {
  const { registering } = here.attempt;
  const { claimed } = registering ?? {};
  if (!registering || !claimed || !isDue(here, 'register_face')) return goOn(here);
  const { needs, frame } = here;
  const begun = await inPace(here, askedAbout(here, 'check', claimed.id_number), () =>
    needs.authorities.begin(needs.base, claimed, {
      return_to: `${needs.issuer}${here.path('register/face')}`,
      lang: frame.lang,
    }),
  );
  if ('wait' in begun) throw new Refusal('http.too_many_requests', { retry_after: begun.wait });
  registering.face = begun.remember;
  await attempts.write(needs, here.attempt);
  seeOther(here.ctx, begun.url);
}

export async function otherWay(here: At): Promise<void> {
  const { registering } = here.attempt;
  if (registering && isDue(here, 'register_face')) {
    registering.face_chosen = undefined;
    registering.face = undefined;
  }
  await goOn(here);
}

/** Back from the pages. The visit is taken: what comes a second time finds none, and goes on. */
export async function complete(here: At, params: Record<string, string>): Promise<void> {
  const { registering } = here.attempt;
  const { face, claimed } = registering ?? {};
  if (!registering || !face || !claimed || !isDue(here, 'register_face'))
    return seeOther(here.ctx, here.path());
  if (!(await comesBack(here, face))) return seeOther(here.ctx, here.path());
  registering.face = undefined;
  registering.face_chosen = undefined;
  await attempts.write(here.needs, here.attempt);
  const answer = await here.needs.authorities.complete(here.needs.base, face, params);
  if (answer === 'cancelled') return seeOther(here.ctx, here.path());
  await counts(here, askedAbout(here, 'check', claimed.id_number), answer);
  if (typeof answer !== 'object') {
    await note(here, 'login.failed', 'failed', { reason: answer }, { source_id: 'local' });
    const { name, id_type, id_number } = registering.claimed ?? {};
    return again(
      here,
      { method: 'face', name, id_type, id_number },
      {
        code: answer === 'no_match' ? 'face_no_match' : refusedAs(answer, 'face'),
        field: 'method',
      },
    );
  }
  await accept(here, answer);
  await goOn(here);
}
