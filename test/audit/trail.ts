import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as audit from '../../src/audit/audit.ts';
import { fileSink, type HeadReader, type HeadSink } from '../../src/audit/heads.ts';
import { runSealer, type Sealer, type SealerOptions } from '../../src/audit/sealer.ts';
import { verify } from '../../src/audit/verify.ts';
import type { Base } from '../../src/base.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

/** A trail of one's own: a database, a file of heads, and a sealer that works when told. */
export interface Trail {
  base: Base;
  fresh: FreshDatabase;
  file: string;
  sink: HeadSink & HeadReader;
  sealer: Sealer;
  warnings: string[];
  /** Events of one change each, then a seal over them; gives their ids in the order of the seal. */
  sealed(count: number): Promise<string[]>;
  /** The findings as `what event-or-seal`, in order. */
  findings(): Promise<string[]>;
  drop(): Promise<void>;
}

/** Never ticks on its own within a test. */
const NEVER = 2 ** 31 - 1;

export function sealerOf(
  base: Base,
  sink: HeadSink,
  warn: SealerOptions['warn'] = () => {},
): Sealer {
  return runSealer(base, { sink, everyMs: NEVER, warn });
}

export async function freshTrail(): Promise<Trail> {
  const fresh = await freshDatabase();
  const { base } = fresh;
  const directory = mkdtempSync(join(tmpdir(), 'songhua-heads-'));
  const file = join(directory, 'heads.ndjson');
  const sink = fileSink(file);
  const warnings: string[] = [];
  const sealer = sealerOf(base, sink, (what) => warnings.push(what));
  return {
    base,
    fresh,
    file,
    sink,
    sealer,
    warnings,
    async sealed(count) {
      await write(base, count);
      await sealer.sealNow();
      const { rows } = await base.db.raw(
        'select event_ids from audit_seals order by number desc limit 1',
      );
      return rows[0].event_ids;
    },
    findings: async () => (await verify(base, sink)).map(nameOf),
    async drop() {
      await sealer.stop();
      await fresh.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function write(base: Base, count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await audit.append(base, {
      kind: 'config.changed',
      actor: { kind: 'client', id: `client-${i}` },
      session_id: '0192f000-0000-7000-8000-000000000001',
      outcome: 'ok',
      detail: { position: i, held: true, note: '记录', nothing: null },
    });
}

export const nameOf = (finding: Awaited<ReturnType<typeof verify>>[number]) =>
  `${finding.what} ${finding.event_id ?? (finding.seal ? `seal ${[finding.seal, finding.to].filter(Boolean).join('-')}` : 'line')}`;
