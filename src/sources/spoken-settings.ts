import { z } from 'zod';
import type { Base } from '../base.ts';
import { unavailable } from './protocols/outgoing.ts';
import { protocols } from './register.ts';
import { settingsOf } from './registration.ts';
import type { SourceRecord } from './store.ts';

/**
 * Settings as a protocol is spoken with. They were whole when they were saved; a later version may ask
 * for more of them. Then that one source says so, and every other goes on.
 */

type Row = Pick<SourceRecord, 'id' | 'protocol' | 'settings_sealed'>;

const IN_THE_WAY = 'settings ';

/** Throws `sources.unavailable`, whose fault names the setting, where its protocol does not take them any more. */
export function spokenSettings(base: Base, row: Row): unknown {
  const setting = settingInTheWay(base, row);
  if (setting !== undefined) throw unavailable(IN_THE_WAY + setting);
  return JSON.parse(settingsOf(base, row));
}

/** Which setting is not there or not as it must be; undefined where all are. */
export function settingInTheWay(base: Base, row: Row): string | undefined {
  const { settings } = protocols[row.protocol];
  const read = settings.safeParse(JSON.parse(settingsOf(base, row)));
  return read.success ? undefined : (read.error.issues[0]?.path.join('.') ?? '');
}

/** What a list shows of each source: one whose settings cannot be read has nothing to show, and hides no other. */
export function readInSettings<T>(
  base: Base,
  row: Row,
  read: (settings: unknown) => T,
): T | undefined {
  try {
    return read(JSON.parse(settingsOf(base, row)));
  } catch (thrown) {
    if (thrown instanceof z.ZodError) return undefined;
    throw thrown;
  }
}
