import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { archiveOld } from '../../src/audit/archive.ts';
import { ensurePartitions } from '../../src/audit/partitions.ts';
import { verify } from '../../src/audit/verify.ts';
import type { Base } from '../../src/base.ts';
import { freshTrail, nameOf, type Trail } from './trail.ts';

/** A trail of three months, January to March, sealed, with a directory for archives; it is October. */
export interface OldTrail extends Trail {
  directory: string;
  /** Ids of the events of each month, in the order of the seals. */
  months: string[][];
  warned: string[];
  archive(onlineDays?: number): Promise<string[]>;
  /** What verifying finds, the archives beside it. */
  found(): Promise<string[]>;
}

export const OCTOBER = new Date('2026-10-02T01:00:00Z');
export const fileOf = (month: string) => `songhua-audit-2026-${month}.ndjson.gz`;

export async function oldTrail(): Promise<OldTrail> {
  const trail = await freshTrail();
  const directory = mkdtempSync(join(tmpdir(), 'songhua-archive-'));
  const warned: string[] = [];
  const { base, fresh } = trail;
  fresh.clock.set(new Date('2026-01-30T23:00:00Z'));
  await ensurePartitions(base);
  const months: string[][] = [];
  for (const month of ['01', '02', '03']) {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      fresh.clock.set(new Date(`2026-${month}-${10 + i}T08:00:00Z`));
      ids.push(...(await trail.sealed(2)));
    }
    months.push(ids);
  }
  fresh.clock.set(OCTOBER);
  return {
    ...trail,
    directory,
    months,
    warned,
    archive: (onlineDays = 180) =>
      archiveOld(base, {
        directory,
        onlineDays,
        warn: (what, detail) => warned.push(`${what}: ${detail['month']}: ${detail['why']}`),
        pauseMs: 1,
      }),
    found: async () => (await verify(base, trail.sink, directory)).map(nameWithLine),
    async drop() {
      await trail.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** As nameOf, with what stands on a line of a file named by its sentence. */
const nameWithLine = (finding: Awaited<ReturnType<typeof verify>>[number]) =>
  finding.event_id || finding.seal ? nameOf(finding) : finding.sentence;

/** The lines of a file of gzip, changed by somebody and packed again. */
export function rewrite(path: string, change: (lines: string[]) => string[]): void {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
  writeFileSync(path, gzipSync(`${change(lines).join('\n')}\n`));
}

export const linesOf = (path: string): string[] =>
  gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');

export const tables = async ({ db }: Base): Promise<string[]> => {
  const { rows } = await db.raw(
    "select relname from pg_class where relname ~ '^audit_events_2026_\\d\\d$' order by 1",
  );
  return rows.map(({ relname }: { relname: string }) => relname.slice(-2));
};
