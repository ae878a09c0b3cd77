import fc from 'fast-check';
import type * as records from '../../src/records/records.ts';
import { event } from './desk.ts';

/**
 * Streams of one case as a department's queues deliver them: any number of events, often of the same
 * minute, each delivered once or several times, in any order, cut into batches anywhere.
 */
export type Stream = ReturnType<typeof event>[];

const step = fc.record({
  kind: fc.constantFrom('accepted', 'progressed', 'done', 'withdrawn', 'corrected'),
  // Few minutes, so that many events share one.
  at: fc.integer({ min: 0, max: 4 }),
  words: fc.option(fc.constantFrom('请补正材料', '三日内答复'), { nil: undefined }),
  status_text: fc.constantFrom('窗口受理', '审核中', '补正', '已办结'),
  matter_name: fc.constantFrom('住房公积金提取', '住房公积金贷款'),
  link: fc.option(fc.constantFrom('/a', '/b'), { nil: undefined }),
  promised: fc.option(fc.integer({ min: 5, max: 9 }), { nil: undefined }),
  recast: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
});

/** In order of time; `subs`: the applicant, and others that a correction may name. */
export const ordered = (
  writer: records.Writer,
  subs: readonly string[],
  case_number: () => string,
): fc.Arbitrary<Stream> =>
  fc.array(step, { minLength: 1, maxLength: 8 }).map((steps) => {
    const number = case_number();
    const stream = steps.map(({ kind, at, words, status_text, matter_name, link, ...more }, n) => {
      const { recast, promised } = more;
      const said = {
        ...(words && { words }),
        ...(link && { deep_link: `https://www.fund.example${link}` }),
        ...(promised !== undefined && { promised_at: `2026-03-0${promised}T00:00:00Z` }),
      };
      const data = {
        accepted: { ...said, status_text, matter_name, applicant: { sub: subs[0] } },
        progressed: { ...said, status_text },
        done: { ...said, status_text },
        withdrawn: { ...said, status_text },
        corrected: {
          ...said,
          matter_name,
          ...(recast !== undefined && { applicant: { sub: subs[recast] } }),
        },
      }[kind];
      return event(writer, kind, { case_number: number, id: `${number}-${n}`, time: at, data });
    });
    return stream.sort((a, b) => Date.parse(String(a['time'])) - Date.parse(String(b['time'])));
  });

/** The same events, each at least once, in an order of chance, in batches. */
export const delivered = (stream: Stream): fc.Arbitrary<Stream[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...stream, ...stream], {
        minLength: stream.length,
        maxLength: stream.length * 2,
      }),
      fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
    )
    .map(([some, sizes]) => {
      const all = [...some, ...stream.filter((one) => !some.includes(one))];
      const batches: Stream[] = [];
      while (all.length > 0) batches.push(all.splice(0, sizes.next().value));
      return batches;
    });
