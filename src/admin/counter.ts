import { h } from 'preact';
import { z } from 'zod';
import {
  CounterPage,
  type CounterProps,
  PaperPage,
  PrintLink,
  paperState,
  counterPaths as paths,
} from '../../views/admin/counter.tsx';
import { PaperSheetPage } from '../../views/admin/counter-sheet.tsx';
import { momentWords } from '../../views/components/moment.tsx';
import { inWords, type Lang, langs } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { filters } from '../http/list-address.ts';
import * as rateLimit from '../http/rate-limit.ts';
import { identifierTypes, isOrganisations } from '../identities/identifier-types.ts';
import { paperReasons } from '../identities/interventions-rules.ts';
import { maskName } from '../identities/masks.ts';
import * as recovery from '../recovery/recovery.ts';
import * as staff from '../staff/staff.ts';
import { type At, answer, done } from './at.ts';
import { carrying } from './policy.ts';
import { type ConsoleRoute, type PlaceOf, page, post } from './route.ts';
import { allows, covers } from './scope.ts';
import { after, answerTable, pageOf } from './table.ts';

/** The counter: a paper with a code for whoever shows a document, and what was printed. */

const may = 'print a claim paper';
const maySee = 'see claim papers';
const mayVoid = 'void a claim paper';

const id_types = identifierTypes.filter((type) => !isOrganisations(type));

const fields = {
  name: z.string().trim().min(1).max(100),
  id_type: z.enum(id_types as [(typeof id_types)[number]]),
  id_number: z.string().trim().min(1).max(60),
  reason_code: z.enum(paperReasons),
  note: z.string().trim().min(10).max(500),
  /** Of the slip; not said: that of the console. */
  paper_lang: z.enum(langs as [Lang]).optional(),
  /** Compared with the document once more: a conflict goes to the desk. */
  certain: z.literal('yes').optional(),
};
type Typed = z.infer<z.ZodObject<typeof fields>>;

function form(at: At, shown: Pick<CounterProps, 'said' | 'typed'> = {}): void {
  answer(at, h(CounterPage, { frame: at.frame, id_types, reasons: paperReasons, ...shown }));
}

/**
 * The counter that somebody stands at: their own department, where they may print there; else the
 * first one that they may print at.
 */
async function counterOf({ base, staff: member, scope }: At) {
  const within = scope.department_ids;
  const own = covers(scope, { department_ids: [member.department_id] });
  const department_id = own || within === 'all' ? member.department_id : (within[0] ?? '');
  const node = (await departments.named(base, [department_id])).get(department_id);
  if (!node) throw new Refusal('admin.not_here');
  return {
    staff_id: member.staff_id,
    department_id,
    department_code: node.code,
    names: node.names,
  };
}

/**
 * Prints, or says why not. Who types names that do not go with their numbers is slowed down: the form
 * is no place to find out whose number is whose.
 */
async function print(at: At, typed: Typed): Promise<void> {
  const { base, ctx, needs } = at;
  const { names, ...counter } = await counterOf(at);
  const who = { account: `counter ${counter.staff_id}` };
  const { wait } = await rateLimit.slowDown(base, who);
  if (wait > 0) throw new Refusal('http.too_many_requests', { retry_after: wait });
  const { certain, paper_lang = at.frame.lang, ...asked } = typed;
  const printed = await recovery
    .print(base, { ...asked, certain: certain !== undefined }, counter, {
      senders: needs.senders,
      moment: momentWords,
      // The paper is in the person's language, as they say at the counter.
      ...(typed.paper_lang && { lang: typed.paper_lang }),
    })
    .catch(async (thrown: unknown) => {
      await rateLimit.noTry(base, who);
      throw thrown;
    });
  ctx.set('Cache-Control', 'no-store');
  if (printed.outcome === 'printed') {
    await rateLimit.goodTry(base, who);
    const { code, number, until_at, printed_at } = printed;
    return answer(
      at,
      h(PaperSheetPage, {
        ...{ frame: at.frame, code, number, until_at, printed_at, department: names },
        masked_name: maskName(asked.name),
        address: new URL(needs.issuer).origin,
        paper_lang,
      }),
    );
  }
  await rateLimit.wrongTry(base, who);
  if (printed.outcome === 'stopped') form(at, { said: 'stopped' });
  else if (printed.asked) form(at, { said: 'asked' });
  else form(at, { said: 'compare', typed: { ...asked, paper_lang } });
  ctx.status = 409;
}

const hrefOf = (number: string) => `${paths.papers}/${number}`;

async function list(at: At): Promise<void> {
  const { base, limit, frame, scope, staff: me } = at;
  const { lang } = frame;
  const t = sentences(lang).recovery.counter;
  const asked = filters(at.ctx, {
    number: z.string().trim().toUpperCase().max(20).optional(),
    mine: z.literal('yes').optional(),
  });
  const [ms, id] = after(at, z.tuple([z.int(), z.uuid()])) ?? [];
  const rows = await recovery.list(base, {
    department_ids: scope.department_ids === 'all' ? null : scope.department_ids,
    number: asked.number,
    staff_id: asked.mine && me.staff_id,
    after: ms === undefined || id === undefined ? undefined : { at: new Date(ms), id },
    limit,
  });
  const found = pageOf(rows, limit, (row) => [row.printed_at.getTime(), row.id]);
  const ids = (of: (row: recovery.Seen) => string) => [...new Set(found.rows.map(of))];
  const names = await departments.named(
    base,
    ids((row) => row.department_id),
  );
  const people = await staff.names(
    base,
    ids((row) => row.staff_id),
  );
  const reasons: Record<string, string> = t.reasons;
  await answerTable(at, {
    section: 'counter',
    title: t.papers,
    intro: t.papers_intro,
    filters: [
      { name: 'number', label: t.columns.number, value: asked.number },
      {
        ...{ name: 'mine', label: t.mine, value: asked.mine },
        options: [{ value: 'yes', label: t.only_mine }],
      },
    ],
    columns: [
      { title: t.columns.number, text: ({ number }) => number, whole: true },
      {
        title: t.columns.department,
        text: ({ department_id }) => {
          const node = names.get(department_id);
          return node ? inWords(node.names, lang) : '';
        },
      },
      { title: t.columns.staff, text: ({ staff_id }) => people.get(staff_id) ?? '' },
      { title: t.columns.reason, text: ({ reason_code }) => reasons[reason_code] ?? reason_code },
      {
        title: t.columns.state,
        text: ({ state }) => t.states[state],
        cell: ({ state }) => paperState(lang, state),
      },
      {
        title: t.columns.printed_at,
        text: ({ printed_at }) => momentWords(printed_at, lang),
        whole: true,
      },
    ],
    ...found,
    href: ({ number }) => hrefOf(number),
    ...(carrying(me.grants, may).length > 0 && { above: h(PrintLink, { lang }) }),
    empty: t.empty,
  });
}

const placeOf: PlaceOf = async (base, { number = '' }) => {
  const found = await recovery.read(base, number);
  return found && { department_ids: [found.department_id] };
};

/** The guard has found it. */
async function paperOf({ base, params }: At): Promise<recovery.Seen> {
  const found = await recovery.read(base, params['number'] ?? '');
  if (!found) throw new Refusal('admin.not_here');
  return found;
}

async function one(at: At): Promise<void> {
  const { base, frame } = at;
  const { id: _, staff_id, department_id, ...paper } = await paperOf(at);
  const place = { department_ids: [department_id] };
  const open = paper.state === 'open' && (await allows(base, at.staff.grants, mayVoid, place));
  answer(
    at,
    h(PaperPage, {
      ...{ frame, ...paper },
      department: (await departments.named(base, [department_id])).get(department_id)?.names,
      staff: (await staff.names(base, [staff_id])).get(staff_id) ?? '—',
      action: open ? `${hrefOf(paper.number)}/void` : undefined,
    }),
  );
}

async function voidOne(at: At): Promise<void> {
  const { id, number } = await paperOf(at);
  const voided = await recovery.voidByStaff(at.base, { id, by: at.staff.staff_id });
  done(at, hrefOf(number), voided ? 'changed' : 'nothing');
}

const onePath = `${paths.papers}/:number`;

export const routes: readonly ConsoleRoute[] = [
  page({ path: paths.form, may, handle: async (at) => form(at) }),
  post({ path: paths.form, may, fields, handle: print }),
  page({ path: paths.papers, may: maySee, handle: list }),
  page({ path: onePath, may: maySee, place: placeOf, handle: one }),
  post({ path: `${onePath}/void`, may: mayVoid, place: placeOf, fields: {}, handle: voidOne }),
];
