import { h } from 'preact';
import { z } from 'zod';
import { ConflictPage } from '../../views/admin/conflicts.tsx';
import { Refusal } from '../errors.ts';
import * as desk from '../merging/desk.ts';
import * as decisions from '../merging/desk-decisions.ts';
import * as sources from '../sources/sources.ts';
import { reason } from './asking.ts';
import { type At, answer, done } from './at.ts';
import { heldOf, list } from './conflicts-list.ts';
import { merges, oneMerge, undo } from './conflicts-merges.ts';
import { behind, handleOf } from './handles.ts';
import { carrying } from './policy.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';

const idOf = (at: At) => at.params['id'] ?? '';
const isId = (text: string | undefined): text is string => z.uuid().safeParse(text).success;

const place: PlaceOf = async (base, { id }) => (isId(id) ? desk.placeOf(base, id) : undefined);

/** Both sides of one question. */
async function one(at: At): Promise<void> {
  const { base, staff, frame } = at;
  const { staff_id: by, department_id } = staff;
  const found = await desk.look(base, { id: idOf(at), by, department_id });
  const { conflict, proposed } = found;
  const names = new Map((await sources.list(base)).map((source) => [source.id, source]));
  const { state, approval_id, decision } = conflict;
  answer(
    at,
    h(ConflictPage, {
      ...{ frame, id: conflict.id, reason: conflict.reason, created_at: conflict.created_at },
      ...{ state, approval_id, asked_until: conflict.asked_until, is: found.is },
      source: conflict.source_names,
      department: conflict.department_names,
      held: heldOf(at, conflict),
      sides: found.sides.map((side, index) => ({
        ...side,
        id: handleOf(base.ring, 'identity', side.id),
        cases: found.cases[index] ?? 0,
        proposed: side.id === proposed?.id ? proposed.because : undefined,
        evidence: side.evidence.map((piece) => ({
          ...piece,
          authority: authorityOf(names, piece.authority),
        })),
        links: side.links.map(({ id, source_id, bound_level, last_used_at, suspended_at }) => ({
          ...{ id, bound_level, last_used_at, suspended: suspended_at !== null },
          source: names.get(source_id)?.names ?? source_id,
        })),
      })),
      earlier: found.earlier.flatMap(said),
      merge_refused: approval_id !== null && (state === 'open' || state === 'asked'),
      may_settle: carrying(staff.grants, 'settle conflicts').length > 0,
      may_reopen: decision === 'different' || decision === 'noted',
    }),
  );
}

type Earlier = desk.Dossier['earlier'][number];

/** What staff said of a question, and what the person answered, the latest first. */
function said({ decision, decided_at, words, answer, answered_at }: Earlier) {
  return [
    ...(answer && answered_at ? [{ at: answered_at, answer }] : []),
    ...(decision && decided_at ? [{ at: decided_at, decision, words }] : []),
  ].sort((a, b) => +b.at - +a.at);
}

/** An authority is the code of the department of a source. */
function authorityOf(names: ReadonlyMap<string, sources.Listed>, code: string) {
  const found = [...names.values()].find(({ department }) => department.code === code);
  return found?.department.names ?? code;
}

/** A decision comes back to the question, which says how it stands now. */
const decide = <F extends z.ZodRawShape>(
  act: string,
  fields: F,
  handle: (at: At, input: z.infer<z.ZodObject<F>>) => Promise<unknown>,
  code: 'changed' | 'asked' = 'changed',
): ConsoleRoute =>
  post({
    path: `/admin/conflicts/:id/${act}`,
    may: 'settle conflicts',
    place,
    fields,
    async handle(at, input) {
      await handle(at, input);
      done(at, `/admin/conflicts/${idOf(at)}`, code);
    },
  });

/** Whom the form names, by the handle that stands on the page. */
function survivorOf(
  { base }: At,
  { reason, survivor_id }: { reason: string; survivor_id: string },
) {
  const id = behind(base.ring, 'identity', survivor_id);
  if (id === undefined) throw new Refusal('http.bad_input', { field: 'survivor_id' });
  return { reason, survivor_id: id };
}

const by = (at: At) => ({ id: idOf(at), by: at.staff.staff_id });

export const routes: ConsoleRoute[] = [
  page({ path: '/admin/conflicts', may: 'see conflicts', handle: list }),
  ...[merges, oneMerge, undo],
  page({ path: '/admin/conflicts/:id', may: 'see conflicts', place, handle: one }),
  decide('claim', {}, (at) => decisions.claim(at.base, by(at))),
  decide('release', {}, (at) => decisions.release(at.base, by(at))),
  decide(
    'same',
    { reason, survivor_id: z.string() },
    (at, input) =>
      decisions.same(at.base, { ...by(at), ...survivorOf(at, input) }, at.needs.approvals),
    'asked',
  ),
  decide('different', { reason }, (at, input) =>
    decisions.different(at.base, { ...by(at), ...input }),
  ),
  decide('ask', { reason }, (at, input) => decisions.ask(at.base, { ...by(at), ...input })),
  decide('note', { reason }, (at, input) => decisions.note(at.base, { ...by(at), ...input })),
  decide('reopen', { reason }, (at, input) => decisions.reopen(at.base, { ...by(at), ...input })),
];
