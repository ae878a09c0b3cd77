import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as approvals from '../../src/approvals/approvals.ts';
import { codeOf, type Desk, no, startDesk, yes } from './rig.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.drop());

const HOUR = 3_600_000;
const who = fc.nat(2);

/** What three people, the clock and the job may do to one request, in any order. */
const step = fc.oneof(
  fc.record({ does: fc.constant('approve' as const), who }),
  fc.record({ does: fc.constant('refuse' as const), who }),
  fc.record({ does: fc.constant('withdraw' as const), who }),
  fc.record({ does: fc.constant('lose' as const), who }),
  fc.record({ does: fc.constant('wait' as const), who }),
  fc.record({ does: fc.constant('sweep' as const), who }),
);

it('in whatever order three people decide, withdraw, lose their roles and wait, an act is done once or never, and only on the word of two who may', async () => {
  let request = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const people = [await desk.person(), await desk.person(), await desk.person()] as const;
      const id = await desk.ask(people[0], `request-${++request}`);
      const may = [true, true, true];
      let state = 'asked';
      let hours = 0;
      for (const { does, who } of steps) {
        const by = people[who] as string;
        if (does === 'lose') {
          await desk.lose(by);
          may[who] = false;
        } else if (does === 'wait') {
          desk.clock.advance(60 * HOUR);
          hours += 60;
        } else if (does === 'sweep') {
          await approvals.expire(desk.base);
          if (state === 'asked' && hours >= 168) state = 'expired';
        } else if (does === 'withdraw') {
          await codeOf(approvals.withdraw(desk.base, { id, by }));
          if (state === 'asked' && who === 0) state = 'withdrawn';
        } else {
          const decision = does === 'approve' ? yes(id, by) : no(id, by);
          await codeOf(approvals.decide(desk.base, decision, desk.means));
          if (state === 'asked' && who !== 0 && may[who])
            state =
              hours >= 168
                ? 'expired'
                : does === 'refuse'
                  ? 'refused'
                  : may[0]
                    ? 'executed'
                    : 'failed';
        }
        expect((await approvals.read(desk.base, id))?.state).toBe(state);
        expect(await desk.done(id)).toBe(state === 'executed' ? 1 : 0);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
