/** Months of UTC, as partitions, archives and ids have them. [from, until). */
export interface Month {
  from: Date;
  until: Date;
}

export function monthOf(at: Date): Month {
  return {
    from: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth())),
    until: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)),
  };
}

export const monthBefore = ({ from }: Month): Month => monthOf(new Date(from.getTime() - 1));
export const monthAfter = ({ until }: Month): Month => monthOf(until);

/** `2026-03`. */
export const nameOfMonth = ({ from }: Month): string => from.toISOString().slice(0, 7);

export const partitionOf = (month: Month): string =>
  `audit_events_${nameOfMonth(month).replace('-', '_')}`;

/** The month of a partition's name; undefined for the default one and for what is none. */
export function monthOfPartition(name: string): Month | undefined {
  const [, year, month] = /^audit_events_(\d{4})_(\d\d)$/.exec(name) ?? [];
  return year && month ? monthOf(new Date(`${year}-${month}-01T00:00:00Z`)) : undefined;
}

/** The least id that a time has: a UUIDv7 begins with its milliseconds (RFC 9562 §5.7). */
export function leastIdOf(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** When the event of an id happened, to the millisecond. */
export const timeOfId = (id: string): Date =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
