import { h } from 'preact';
import { z } from 'zod';
import {
  type Drawn,
  type Field,
  type FormFault,
  secretInput,
} from '../../views/admin/form-shown.ts';
import { EditSourcePage } from '../../views/admin/source-edit.tsx';
import * as approvals from '../approvals/approvals.ts';
import { transaction } from '../base.ts';
import { Refusal } from '../errors.ts';
import * as editing from '../sources/editing.ts';
import { mappingOf } from '../sources/registration.ts';
import type * as sources from '../sources/sources.ts';
import type { Tried } from '../sources/trying.ts';
import { isSent, whereSecretsGo } from '../sources/where-secrets-go.ts';
import { reason } from './asking.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { draw } from './form-draw.ts';
import { fieldsOf } from './form-fields.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import {
  addressesOf,
  drawnAgain,
  FORM_BYTES,
  faultOfHere,
  labelsOf,
  readPart,
  sentIn,
  thingIn,
  tryIt,
} from './source-form.ts';
import { placeOfSource, sourceAt } from './source-place.ts';

/** Changing a part of a source: alone while it is a draft or in test, else with a second person. */

const at = '/admin/sources/:id';
const may = 'connect a source';

/** Settings and names as they are; the mapping, and what its form has of it. */
const formOf = (row: sources.SourceRow, part: editing.Part) => {
  const shape = editing.shapeOf(row.protocol, part);
  return { shape, fields: fieldsOf(shape, part) };
};

/** Whose words the fields of a part have. */
const vocabulary = (row: sources.SourceRow, part: editing.Part) =>
  part === 'settings' ? row.protocol : part;

interface Shown {
  row: sources.SourceRow;
  part: editing.Part;
  drawn: Drawn;
  was: string;
  digests: string;
  faults?: readonly FormFault[];
  kept?: string | undefined;
  tried?: Tried;
  reason?: string | undefined;
  trying?: boolean;
}

async function show(at: At, shown: Shown): Promise<void> {
  const { row, part, drawn, was, digests, faults = [], kept, tried } = shown;
  const { lang } = at.frame;
  const { fields } = formOf(row, part);
  const protocol = vocabulary(row, part);
  answer(
    at,
    h(EditSourcePage, {
      frame: at.frame,
      source: row,
      ...{ part, fields, was, digests, kept, tried, reason: shown.reason },
      addresses: addressesOf(at, row.protocol, row.id),
      trying: shown.trying ?? false,
      form: { lang, protocol, drawn, faults },
      others: othersIn(at, row, part, { was, digests }),
      alone: editing.changedAlone(row.state),
      labelOf: labelsOf(protocol, fields, lang),
    }),
  );
}

/** What stands there by now other than when the form was drawn; a secret only that it does. */
function othersIn(
  { base, frame }: At,
  row: sources.SourceRow,
  part: editing.Part,
  { was, digests }: { was: string; digests: string },
) {
  if (was === editing.versionOf(base, row, part)) return [];
  const then = readDigests(digests);
  const stands = editing.partOf(base, row, part);
  const now = editing.digestsOf(base, stands);
  const { fields } = formOf(row, part);
  const protocol = vocabulary(row, part);
  const changed = [...new Set([...Object.keys(then), ...Object.keys(now)])]
    .filter((name) => then[name] !== now[name])
    .sort();
  return changed.map((name) => {
    const { label, secret } = thingIn(protocol, fields, name, frame.lang);
    return { label, ...(!secret && { now: editing.wordsAt(stands, name) }) };
  });
}

function readDigests(text: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    return {};
  }
}

const begin = (part: editing.Part) => async (at: At) => {
  const row = await sourceAt(at);
  const value = editing.partOf(at.base, row, part);
  await show(at, {
    ...{ row, part, drawn: draw(formOf(row, part).fields, value) },
    was: editing.versionOf(at.base, row, part),
    digests: JSON.stringify(editing.digestsOf(at.base, value)),
  });
};

const sent = (part: editing.Part) => async (at: At) => {
  const { base, staff } = at;
  const row = await sourceAt(at);
  const form = await sentIn(at);
  const { was = '', digests = '' } = form;
  const whose = { staff_id: staff.staff_id, source_id: row.id };
  const typed = await editing.typedBefore(base, { ...whose, id: form['kept'] });
  const stands = editing.partOf(base, row, part);
  const { fields, shape } = formOf(row, part);
  const read = readPart<Record<string, unknown>>({ fields, shape }, form, { value: stands, typed });
  const again = async (status: number, faults: readonly FormFault[], more: Partial<Shown> = {}) => {
    const kept = await editing.keepTyped(base, { ...whose, typed: read.typed });
    const secrets = new Set([...draw(fields, stands).secrets, ...read.typed.keys()]);
    const drawn = drawnAgain(fields, form, secrets);
    await show(at, {
      ...{ row, part, drawn, was, digests, faults, kept, reason: form['reason'] },
      ...{ trying: form['act'] === 'try', ...more },
    });
    at.ctx.status = status;
    if (status !== 200)
      at.ctx.state.refusal = status === 409 ? 'sources.changed_meanwhile' : 'sources.bad_settings';
  };
  // What this form was drawn from is gone: one more click may not write over what somebody else wrote.
  if (row.state === 'retired' || was !== editing.versionOf(base, row, part)) return again(409, []);
  const own = part === 'settings' && read.parsed ? faultOfHere(at, row.protocol, read.parsed) : [];
  const trying = form['act'] === 'try';
  const moved =
    part === 'settings' && (trying || editing.changedAlone(row.state))
      ? secretsMoved(fields, stands, read)
      : [];
  const faults = [...read.faults, ...own, ...moved];
  if (!read.parsed || faults.length > 0) return again(400, faults);
  if (part === 'settings' && trying) {
    const with_mapping = { protocol: row.protocol, mapping: mappingOf(row), source_id: row.id };
    return again(200, [], { tried: await tryIt(at, { ...with_mapping, settings: read.parsed }) });
  }
  const edit = { id: row.id, part, value: read.parsed, was };
  if (editing.changedAlone(row.state)) return changeAlone(at, edit);
  const why = reason.safeParse(form['reason'] ?? '');
  if (!why.success) return again(400, [{ name: 'reason', fault: 'short', limit: 4 }]);
  await askFor(at, edit, why.data);
};

/**
 * Secrets that are kept while the settings come to lead elsewhere: they would be handed to whoever is
 * there, on one person's word. They are typed anew, or a second person looks at the change.
 */
function secretsMoved(
  fields: readonly Field[],
  stands: unknown,
  { parsed, typed }: { parsed: unknown; typed: ReadonlyMap<string, string> },
): FormFault[] {
  if (!parsed || whereSecretsGo(stands) === whereSecretsGo(parsed)) return [];
  const still = draw(fields, parsed).secrets;
  return [...draw(fields, stands).secrets]
    .filter((name) => still.has(name) && !typed.has(name) && isSent(name))
    .map((name) => ({ name: secretInput(name), fault: 'secret_moved' }));
}

async function changeAlone(at: At, edit: editing.Edit): Promise<void> {
  const changed = await editing.change(at.base, edit, actorOf(at));
  done(at, `/admin/sources/${edit.id}`, changed === 'same' ? 'nothing' : 'changed');
}

/** Keeps the change and asks for it, in one transaction; one of a source waits at a time. */
async function askFor(at: At, edit: editing.Edit, why: string): Promise<void> {
  const { base, staff, needs, params } = at;
  const asked = await transaction(base, async (base) => {
    const place = await placeOfSource(base, params);
    if (!place) throw new Refusal('admin.not_here');
    const { edit_id, fields } = await editing.propose(base, { ...edit, staff_id: staff.staff_id });
    if (fields.length === 0) return false;
    const open = await approvals.openOn(base, edit.id);
    if (open.some(({ act }) => act === 'source.change_settings'))
      throw new Refusal('approvals.asked_already');
    const act = { act: 'source.change_settings' } as const;
    const of = { source_id: edit.id, part: edit.part, edit_id };
    const asking = { ...act, params: of, place, reason: why, by: staff.staff_id };
    await approvals.ask(base, asking, needs.approvals);
    return true;
  });
  done(at, `/admin/sources/${edit.id}`, asked ? 'asked' : 'nothing');
}

const usual = post({
  ...{ path: `${at}/mapping/usual`, may, place: placeOfSource },
  fields: { was: z.string().max(100), reason: z.string().max(2_000).optional() },
  async handle(at, { was, reason: typed = '' }) {
    const row = await sourceAt(at);
    const edit: editing.Edit = { id: row.id, part: 'mapping', value: null, was };
    if (editing.changedAlone(row.state)) return changeAlone(at, edit);
    const why = reason.safeParse(typed);
    if (!why.success) throw new Refusal('http.bad_input', { field: 'reason' });
    await askFor(at, edit, why.data);
  },
});

const parts: readonly editing.Part[] = ['settings', 'mapping', 'details'];

export const routes: readonly ConsoleRoute[] = [
  ...parts.flatMap((part) => [
    page({ path: `${at}/${part}`, may, place: placeOfSource, handle: begin(part) }),
    post({
      ...{ path: `${at}/${part}`, may, place: placeOfSource },
      ...{ bytes: FORM_BYTES, fields: {}, handle: sent(part) },
    }),
  ]),
  usual,
];
