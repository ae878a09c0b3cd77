import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIRST_CONTACTS, MOST, taken, within } from '../../src/sources/bulkhead.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  someone,
  startProvince,
} from '../never/province.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';

/** One source answers nothing, another is dead, and people sign in through a third. */
let p: Province;
beforeAll(async () => {
  // So few connections that whatever kept one would be felt by everybody.
  p = await startProvince({ env: { DATABASE_POOL: '3' } });
});
afterAll(() => p?.stop());

const THIRD = 4;

it('a source that hangs and one that is dead hold nothing that a sign-in through a third waits for', async () => {
  const goes = async (source: 'fund' | 'medical' | 'tourism', name: string) => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    return source === 'fund'
      ? comeThrough(p, who, picker, source, someone(name))
      : pick(p, who, picker, source, someone(name));
  };
  p.providers.tourism.misdeeds = { hang: true };
  p.providers.medical.misdeeds = { down: true };
  for (let round = 0; round < 3; round += 1)
    expect((await goes('medical', '何测试')).text).toContain('sources.unavailable');

  const hanging = Array.from({ length: FIRST_CONTACTS }, () => goes('tourism', '吕测试'));
  while ((taken().get('tourism') ?? 0) < FIRST_CONTACTS) await new Promise(setImmediate);
  // Those who are there give up after ten seconds; these stay as long as the test needs.
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const staying = Array.from({ length: MOST - FIRST_CONTACTS }, () =>
    within('tourism', 'sign_in', () => gate),
  );
  const refused = await goes('tourism', '施测试');
  expect([refused.status, refused.text.includes('sources.busy')]).toEqual([503, true]);

  let waited = 0;
  for (let number = 0; number < THIRD; number += 1) {
    codeOf(await goes('fund', ['张测试', '李测试', '赵测试', '吴测试'][number] ?? ''));
    if ((taken().get('tourism') ?? 0) === 0) waited += 1;
  }
  expect(waited).toBe(0);
  letGo();
  await Promise.all([...staying, ...hanging]);
  expect(taken().size).toBe(0);
  const busy = (await auditTrail(p.base)).filter(
    ({ kind, detail }) => kind === 'login.failed' && detail['reason'] === 'sources.busy',
  );
  expect(busy).toHaveLength(1);
}, 60_000);
