import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseEventKind } from '../../src/records/entry.ts';
import { placeInOrder } from '../../src/records/event-kinds.ts';
import { contradiction, type Entry, type FoldedEvent, fold } from '../../src/records/fold.ts';

type Event = FoldedEvent<string> & { id: string };

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 1, minute));

const event = fc
  .record({
    kind: fc.constantFrom<CaseEventKind>(
      'accepted',
      'progressed',
      'done',
      'withdrawn',
      'corrected',
    ),
    minute: fc.integer({ min: 0, max: 5 }),
    client_id: fc.constantFrom('fund-cases', 'fund-counter'),
    status_text: fc.constantFrom('受理', '审核', '补正', '办结'),
    matter_name: fc.option(fc.constantFrom('提取', '贷款'), { nil: undefined }),
    deep_link: fc.option(fc.constantFrom('https://a.example/', 'https://b.example/'), {
      nil: undefined,
    }),
    recast: fc.option(fc.constantFrom('wang', 'zhao'), { nil: undefined }),
  })
  .map(({ kind, minute, client_id, status_text, matter_name, deep_link, recast }) => ({
    kind,
    at: at(minute),
    client_id,
    says: { ...(kind !== 'corrected' && { status_text }), matter_name, deep_link },
    who: kind === 'accepted' ? 'li' : kind === 'corrected' ? recast : undefined,
  }));

const stream = fc.array(event, { minLength: 1, maxLength: 12 }).map((events) =>
  events
    .map(({ who, client_id, ...one }, n): Event => {
      const id = `e-${n}`;
      const place = placeInOrder({ ...one, client_id, id });
      const concerned = who && { applicant: who, person: who, organisation: '' };
      return { ...one, id, place, ...(concerned && { concerned }) };
    })
    .sort((a, b) => (a.place < b.place ? -1 : 1)),
);

/** Folds what does not contradict, as a batch does. */
const foldAll = (events: readonly Event[]): Entry<string> =>
  events.reduce<Entry<string>>(
    (entry, one) => (contradiction(entry, one) ? entry : fold(entry, one).entry),
    {},
  );

const disordered = (events: Event[]) =>
  fc.tuple(
    fc.constant(events),
    fc
      .shuffledSubarray([...events, ...events], { minLength: events.length })
      .map((some) => [...some, ...events.filter((one) => !some.includes(one))]),
  );

describe('the events of a case make the same entry', () => {
  it('in 1,000 streams that are shuffled, doubled and delayed as in the ordered one', () => {
    fc.assert(
      fc.property(stream.chain(disordered), ([inOrder, asItCame]) => {
        expect(foldAll(asItCame)).toEqual(foldAll(inOrder));
      }),
      { numRuns: 1_000 },
    );
  });

  it('and the newest event of a state decides what is shown, a later rank among equal times', () => {
    fc.assert(
      fc.property(stream.chain(disordered), ([inOrder, asItCame]) => {
        const newest = inOrder.findLast(({ kind }) => kind !== 'corrected');
        expect(foldAll(asItCame).shown?.value).toEqual(
          newest && {
            state: { accepted: 1, progressed: 2, done: 3, withdrawn: 3, corrected: 0 }[newest.kind],
            status_text: newest.says.status_text,
            at: newest.at,
          },
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('and the applicant is whom the newest correction names, else whom it was accepted for', () => {
    fc.assert(
      fc.property(stream.chain(disordered), ([inOrder, asItCame]) => {
        const corrected = inOrder.findLast((one) => one.kind === 'corrected' && one.concerned);
        const accepted = inOrder.find(({ kind }) => kind === 'accepted');
        const expected = (corrected ?? accepted)?.concerned?.applicant;
        expect(foldAll(asItCame).concerned?.value).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an acceptance', () => {
  const accepted = (id: string, person: string, organisation = ''): Event => ({
    kind: 'accepted',
    id,
    at: at(1),
    place: placeInOrder({ at: at(1), kind: 'accepted', client_id: 'fund-cases', id }),
    says: {},
    concerned: { applicant: person, person, organisation },
  });

  it('cannot name another applicant, nor add an organisation', () => {
    const { entry } = fold<string>({}, accepted('e-1', 'li'));
    expect(contradiction(entry, accepted('e-2', 'wang'))).toBe('applicant');
    expect(contradiction(entry, accepted('e-2', 'li', 'uscc'))).toBe('organisation');
    expect(contradiction(entry, accepted('e-2', 'li'))).toBeUndefined();
  });
});
