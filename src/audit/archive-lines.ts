import { createHash } from 'node:crypto';
import type { KeyRing } from '../crypto/ring.ts';
import type { WrittenEvent } from './mac.ts';
import { type Head, isSignedList, publicKeyOf, signList } from './seal.ts';

/**
 * The lines of an archive or an export (docs/audit.md): JSON, one object a line, each with one
 * member that says what it is. The last line signs a digest over all lines before it.
 */
export type Line =
  | { begins: Beginning }
  | { seal: SealLine }
  | { event: EventLine; seal: number | null }
  | { end: Ending; signature: string };

export interface Beginning {
  what: 'archive' | 'export';
  /** [from, until) of the events in it; an export may leave either open. */
  from: string | null;
  until: string | null;
  filters?: Record<string, string>;
  /** What the signatures are checked with; compare it with the one that the office gave. */
  public_key: string;
}

/** A seal as it is kept outside; in an archive with all that its digest is made of. */
export interface SealLine extends Head {
  /** The digest of the seal before it; null before the first. */
  previous?: string | null;
  ids?: string[];
  /** The macs of events that another month has, by id. */
  elsewhere?: Record<string, string>;
}

export type EventLine = Omit<WrittenEvent, 'mac'> & { mac: string };

export interface Ending {
  what: 'archive' | 'export';
  from: string | null;
  until: string | null;
  events: number;
  seals: number;
  first_seal: number | null;
  last_seal: number | null;
  /** SHA-256 over all lines before this one, each with its line feed. */
  digest: string;
}

export const eventLine = ({ mac, ...event }: WrittenEvent, seal: number | null): Line => ({
  event: { ...event, mac: mac.toString('base64url') },
  seal,
});

export const eventOfLine = ({ mac, ...event }: EventLine): WrittenEvent => ({
  ...event,
  mac: Buffer.from(mac, 'base64url'),
});

const signed = (end: Ending) => ['songhua audit file 1', JSON.stringify(end)];

export const isSignedEnding = (ring: KeyRing, end: Ending, signature: string): boolean =>
  isSignedList(ring, signed(end), signature);

/** Turns lines into text, and knows how to end: `end()` gives the last line's text. */
export function writer(ring: KeyRing, beginning: Omit<Beginning, 'public_key'>) {
  const hash = createHash('sha256');
  const count = { events: 0, seals: 0 };
  let first: number | null = null;
  let last: number | null = null;
  const text = (line: Line): string => {
    const written = `${JSON.stringify(line)}\n`;
    hash.update(written);
    return written;
  };
  return {
    begin: () => text({ begins: { ...beginning, public_key: publicKeyOf(ring) } }),
    seal(seal: SealLine): string {
      count.seals += 1;
      first = first === null ? seal.number : Math.min(first, seal.number);
      last = Math.max(last ?? 0, seal.number);
      return text({ seal });
    },
    event(event: WrittenEvent, seal: number | null): string {
      count.events += 1;
      return text(eventLine(event, seal));
    },
    end(): { text: string; end: Ending; signature: string } {
      const { what, from, until } = beginning;
      const digest = hash.digest('base64url');
      const end = { what, from, until, ...count, first_seal: first, last_seal: last, digest };
      const signature = signList(ring, signed(end));
      return { text: `${JSON.stringify({ end, signature })}\n`, end, signature };
    },
  };
}
