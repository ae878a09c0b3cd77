/**
 * Files of regions and departments: looked at first, then applied exactly as they were shown. A file
 * stands as a whole: one line that cannot, and nothing of it is written.
 */
import { createHash } from 'node:crypto';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { bumpConfigVersion } from '../config-version.ts';
import { newId } from '../crypto/ids.ts';
import { Refusal } from '../errors.ts';
import { changeAll, insertAll, type Written } from './bulk-statement.ts';
import * as history from './history-store.ts';
import { linesOf } from './import-lines.ts';
import { differing, type Plan, planOf, type Verdict, type Wanted } from './import-plan.ts';
import { until } from './life.ts';
import * as store from './store.ts';

export { MAX_BYTES, MAX_LINES, textOf } from './import-lines.ts';
export { type LineFault, lineFaults, type Verdict } from './import-plan.ts';

/** What a file would do, a verdict a line in their order, and by which digest it is asked for. */
export interface Report {
  verdicts: Verdict[];
  counts: Record<Verdict['result'], number>;
  /** Over the file and what stands where it writes: the same only while both are as they were shown. */
  digest: string;
}

export interface File {
  text: string;
  /** The ids that whoever imports may touch. */
  within: readonly string[] | 'all';
}

/** Looks at a file and changes nothing. Throws Refusal `departments.bad_file` when it is none. */
export async function tryOut(base: Base, file: File): Promise<Report> {
  return (await planned(base, file)).report;
}

/**
 * Applies a file in one transaction, as the trial run with this digest showed it. Throws Refusal
 * `departments.file_changed` when it would do something else by now, or has a fault.
 */
export function apply(
  base: Base,
  file: File,
  digest: string,
  actor: audit.AuditEvent['actor'],
): Promise<Report> {
  return transaction(base, async (base) => {
    await store.lockTree(base);
    const { report, plan, tree } = await planned(base, file);
    if (report.digest !== digest || report.counts.fault > 0)
      throw new Refusal('departments.file_changed');
    await write(base, plan, tree, { digest, actor });
    return report;
  });
}

/** Writes what a plan has; the tree is held by the caller. Nothing when there is nothing new. */
export async function write(
  base: Base,
  { added, changed }: Plan,
  tree: readonly store.Node[],
  { digest, actor }: { digest: string; actor: audit.AuditEvent['actor'] },
): Promise<Map<string, string>> {
  const ids = new Map(tree.map(({ code, id }) => [code, id]));
  for (const { code } of added) ids.set(code, newId(base.clock));
  if (added.length + changed.length === 0) return ids;
  const byId = new Map(tree.map((node) => [node.id, node]));
  await insertAll(base, added.map(rowOf(ids)));
  await history.append(
    base,
    changed.map((node) => ({
      before: node.before as store.Node,
      until_by: ended(differing(node, byId)),
    })),
  );
  await changeAll(base, changed.map(rowOf(ids)));
  await bumpConfigVersion(base);
  await audit.append(base, {
    kind: 'departments.imported',
    actor,
    object: { kind: 'table', id: 'departments' },
    outcome: 'ok',
    detail: { added: added.length, changed: changed.length, digest },
  });
  return ids;
}

const rowOf =
  (ids: Map<string, string>) =>
  ({ code, kind, level, names, gb_code, position, parent_code }: Wanted): Written => ({
    ...{ id: ids.get(code) as string, code, kind, level, names, gb_code, position },
    parent_id: parent_code === undefined ? null : (ids.get(parent_code) as string),
  });

/** A line may change several parts; its history says the one that people would look for. */
function ended(fields: string[]): history.UntilBy {
  if (fields.includes('parent_code')) return 'moved';
  const named = fields.some((field) => field.startsWith('name_'));
  return (
    until({
      ...(named && { names: { 'zh-CN': '', ko: '', en: '' } }),
      ...(fields.includes('gb_code') && { gb_code: null }),
    }) ?? 'arranged'
  );
}

async function planned(base: Base, { text, within }: File) {
  const lines = linesOf(text);
  const tree = await store.all(base);
  const plan = planOf(lines, tree, within);
  const counts = { added: 0, changed: 0, same: 0, fault: 0 };
  for (const { result } of plan.verdicts) counts[result] += 1;
  const versions = plan.verdicts.map(({ code, ...verdict }) => [code, verdict]);
  const stands = plan.changed.map(({ code, before }) => [code, before?.version]);
  const digest = createHash('sha256')
    .update(JSON.stringify([lines, versions, stands]))
    .digest('base64url');
  return { tree, plan, report: { verdicts: plan.verdicts, counts, digest } };
}
