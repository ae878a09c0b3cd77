import type { Contestant } from './contestant.ts';
import type { Measured } from './measure.ts';
import type { EndpointPart } from './options.ts';
import { aligned, summed, sumOf, total } from './table.ts';

/** What every contestant did: rounds that were timed, and those that counted round trips. */
export type Rounds = ReadonlyMap<Contestant, { timed: Measured[][]; counted: Measured[] }>;

/** What is put together from endpoints, and what stands for itself. */
export const sums = {
  'first hop': ['first authorise', 'first token', 'first userinfo'],
  'repeat hop': ['repeat authorise', 'repeat token', 'repeat userinfo'],
  'strict first hop': ['first push', 'first authorise', 'first token', 'first userinfo'],
  'strict repeat hop': ['repeat push', 'repeat authorise', 'repeat token', 'repeat userinfo'],
  introspection: ['introspection'],
  refresh: ['refresh'],
} as const satisfies Record<string, readonly string[]>;

/**
 * The gateway and its neighbour in one line each for what they were asked: CPU, round trips, how
 * many of these one after the other, and the share of the neighbour's CPU in all rounds and in each.
 */
export function glance(rounds: Rounds, shown: readonly EndpointPart[]): string {
  const all = [...rounds];
  const ours = all.find(([contestant]) => !contestant.plain);
  const plain = all.find(([contestant]) => contestant.plain);
  const names = Object.entries(sums).filter(([name]) => shown.some((part) => name.endsWith(part)));
  const rows = names.flatMap(([name, parts]) => {
    // What a strict hop is made of holds a plain one too, which nobody makes.
    const ofThose = all.filter(
      ([{ strict }]) => !name.endsWith('hop') || name.startsWith('strict') === (strict ?? false),
    );
    const lines = ofThose.flatMap(([contestant, { timed, counted }]) =>
      sumOf(name, summed(timed.flat(), counted), parts).map((line) => ({ contestant, line })),
    );
    return lines.map(({ contestant, line }) => [
      `${name}: ${contestant.name}`,
      line.cpu.toFixed(0),
      (total(line.redis) + total(line.postgres)).toFixed(2),
      line.waits.toFixed(2),
      ...(ours && plain && contestant !== plain[0]
        ? shares(rounds.get(contestant)?.timed ?? [], plain[1].timed, parts)
        : ['', '']),
    ]);
  });
  const head = ['', 'CPU µs', 'round trips', 'waits', 'of plain', 'in each round'];
  return aligned([head, ...rows]).join('\n');
}

function shares(
  ours: readonly Measured[][],
  plain: readonly Measured[][],
  parts: readonly string[],
): [string, string] {
  const cpu = (measured: readonly Measured[]) =>
    measured
      .filter(({ endpoint }) => parts.includes(endpoint))
      .reduce((sum, { reading, took }) => sum + reading.cpu / took.length, 0);
  const each = ours
    .map((round, number) => cpu(round) / cpu(plain[number] ?? []))
    .sort((a, b) => a - b);
  return [
    (cpu(ours.flat()) / cpu(plain.flat())).toFixed(3),
    each.map((share) => share.toFixed(3)).join(' '),
  ];
}

/** What its jobs took while others had their turn: per request, so that it can be added to the above. */
export function besides(rounds: Rounds): string[] {
  return [...rounds].map(([{ name }, { timed }]) => {
    const before = timed.flat().reduce((sum, { reading }) => sum + reading.before, 0);
    const requests = timed.flat().reduce((sum, { took }) => sum + took.length, 0);
    return `${name}: another ${(before / requests).toFixed(0)} µs a request between its turns (jobs)`;
  });
}
