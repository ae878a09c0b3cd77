import { expect, it } from 'vitest';
import * as audit from '../../src/audit/audit.ts';
import * as support from '../../src/support/support.ts';
import { openDesk } from '../identities/desk.ts';
import { issued, selfMade } from '../identities/people.ts';
import { join, separate } from './desk.ts';

const desk = openDesk();

const signedIn = (id: string, request_id: string) =>
  audit.append(desk.base, {
    kind: 'login.succeeded',
    actor: { kind: 'identity', id },
    ...{ client_id: 'hall', source_id: 'gjj', outcome: 'ok', detail: { request_id } },
  });

/** The codes of the pages that support sees of somebody. */
async function seen(identity_id: string): Promise<string[]> {
  const found = await support.tries(desk.base, { identity_id, looked_for: 'nothing' }, 'all');
  return found.flatMap(({ page }) => page ?? []).sort();
}

it('support sees what was tried by those who were joined with somebody, at whatever remove, until they are separated', async () => {
  const { identity_id: kept } = await desk.arrive(
    issued(desk.account(), { attributes: desk.person }),
  );
  const doubles: string[] = [];
  for (const source of ['forum', 'library']) {
    const own = selfMade(desk.account(source), { attributes: { name: desk.person.name } });
    doubles.push((await desk.arrive(own)).identity_id);
  }
  const [middle, first] = doubles as [string, string];
  await signedIn(kept, 'KEPT');
  await signedIn(middle, 'MIDDLE');
  await signedIn(first, 'FIRST');
  expect(await seen(kept)).toEqual(['KEPT']);
  await join(desk.base, middle, first);
  const last = await join(desk.base, kept, middle);
  expect(await seen(kept)).toEqual(['FIRST', 'KEPT', 'MIDDLE']);
  await separate(desk.base, last);
  expect([await seen(kept), await seen(middle)]).toEqual([['KEPT'], ['FIRST', 'MIDDLE']]);
});
