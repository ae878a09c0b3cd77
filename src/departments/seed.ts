import { createHash } from 'node:crypto';
import type * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import { newId } from '../crypto/ids.ts';
import * as history from './history-store.ts';
import { write } from './import.ts';
import type { Line } from './import-lines.ts';
import { planOf } from './import-plan.ts';
import { regions } from './jilin.ts';
import { type Before, history as known } from './jilin-history.ts';
import * as store from './store.ts';

/**
 * Puts the divisions of Jilin into the tree, with what they were called and numbered before. What is
 * there already stays as it stands, and doing it again changes nothing. Gives how many were added.
 * One transaction; throws when a code of ours belongs to something of another kind.
 */
export function seedRegions(
  base: Base,
  actor: audit.AuditEvent['actor'] = { kind: 'system' },
): Promise<number> {
  return transaction(base, async (base) => {
    await store.lockTree(base);
    const tree = await store.all(base);
    const there = new Set(tree.map(({ code }) => code));
    const lines = regions.filter(({ code }) => !there.has(code)).map(lineOf);
    const plan = planOf(lines, tree, 'all');
    const fault = plan.verdicts.find(({ result }) => result === 'fault');
    if (fault) throw new Error(`the regions do not fit into this tree: ${JSON.stringify(fault)}`);
    const digest = createHash('sha256').update(JSON.stringify(lines)).digest('base64url');
    const ids = await write(base, plan, tree, { digest, actor });
    const added = new Set(plan.added.map(({ code }) => code));
    await history.insert(
      base,
      known.filter(({ code }) => added.has(code)).map((before) => rowOf(base, before, ids)),
    );
    return added.size;
  });
}

const lineOf = (node: (typeof regions)[number], at: number): Line => ({
  line: at + 1,
  cells: {
    code: node.code,
    parent_code: 'parent_code' in node ? (node.parent_code ?? '') : '',
    kind: node.kind,
    level: node.level,
    name_zh: node.names['zh-CN'],
    name_ko: node.names.ko,
    name_en: node.names.en,
    gb_code: node.gb_code ?? '',
    position: String(node.position),
  },
});

/** Of a yearly list only the year is known: the end of it stands for the day. */
function rowOf(base: Base, before: Before, ids: Map<string, string>): history.HistoryRow {
  const { code, gb_code, zh, ko, en, until } = before;
  const now = regions.find((node) => node.code === code);
  return {
    id: newId(base.clock),
    department_id: ids.get(code) as string,
    until_by: now?.gb_code === gb_code ? 'renamed' : 'recoded',
    names: { 'zh-CN': zh, ko, en },
    gb_code,
    level: now?.level ?? null,
    parent_id: null,
    state: 'open',
    from_at: null,
    until_at: new Date(`${until}-12-30T16:00:00Z`),
    dated: 'year',
  };
}
