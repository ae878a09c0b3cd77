import { h } from 'preact';
import { z } from 'zod';
import type { FormFault } from '../../views/admin/form-shown.ts';
import { ChooseProtocolPage, NewSourcePage } from '../../views/admin/source-new.tsx';
import type { SourceRules } from '../../views/admin/source-rules.tsx';
import type { Again } from '../../views/frame.ts';
import { fill, sentences } from '../../views/locales/catalogue.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import { readQuery } from '../http/input.ts';
import type { Protocol } from '../sources/contract.ts';
import * as editing from '../sources/editing.ts';
import { openPolicy } from '../sources/policy.ts';
import { isProtocol, type ProtocolName, protocols } from '../sources/register.ts';
import * as sources from '../sources/sources.ts';
import type { Tried } from '../sources/trying.ts';
import { type At, actorOf, answer, done } from './at.ts';
import { draw } from './form-draw.ts';
import type { Sent } from './form-read.ts';
import { placesIn } from './places.ts';
import { type ConsoleRoute, page, post } from './route.ts';
import { covers } from './scope.ts';
import {
  addressesOf,
  drawnAgain,
  FORM_BYTES,
  faultOfHere,
  labelsOf,
  readPart,
  sentIn,
  together,
  tryIt,
} from './source-form.ts';
import { type Details, partsOf, type whoShape } from './source-parts.ts';
import { changedRules, ruleFields } from './source-rules.ts';

/** Connecting a new source: how it is spoken to, then everything about it, saved as a draft. */

const path = '/admin/sources/new';
const may = 'connect a source';

/** What a source of a department says of itself to begin with: no more than is known to be safe. */
const firstRules: SourceRules = {
  ...{ ceiling: 1, registration: 'self_registered' },
  ...openPolicy,
  kinds: [...openPolicy.kinds],
  regions: openPolicy.regions,
  corrects: [...openPolicy.corrects],
};

const presetsOf = (protocol: ProtocolName) => (protocols[protocol] as Protocol).presets ?? {};

const presetOf = (protocol: ProtocolName, name: string | undefined) =>
  name !== undefined && Object.hasOwn(presetsOf(protocol), name)
    ? presetsOf(protocol)[name]
    : undefined;

async function begin(at: At): Promise<void> {
  const asked = readQuery(
    at.ctx,
    z.looseObject({
      protocol: z.string().max(40).optional().catch(undefined),
      preset: z.string().max(60).optional().catch(undefined),
    }),
  );
  const { protocol, preset } = asked;
  if (protocol === undefined || !isProtocol(protocol)) {
    const all = Object.keys(protocols).filter(isProtocol);
    const known = all.map((name) => ({ name, presets: Object.keys(presetsOf(name)) }));
    return answer(at, h(ChooseProtocolPage, { frame: at.frame, protocols: known }));
  }
  const { who, details, settings } = partsOf(protocol);
  const drawn = together(
    draw(who.fields, {}),
    draw(details.fields, {}),
    draw(settings.fields, presetOf(protocol, preset)?.settings ?? {}),
  );
  await show(at, { protocol, preset, drawn, faults: [] });
}

interface Shown {
  protocol: ProtocolName;
  preset: string | undefined;
  drawn: ReturnType<typeof together>;
  faults: readonly FormFault[];
  again?: Again;
  kept?: string | undefined;
  tried?: Tried;
  trying?: boolean;
}

async function show(at: At, shown: Shown): Promise<void> {
  const { protocol, preset, drawn, faults, again, kept, tried, trying } = shown;
  const { lang } = at.frame;
  const { who, details, settings } = partsOf(protocol);
  const places = await placesIn(at, at.scope);
  const id = drawn.values['source.id'];
  answer(
    at,
    h(NewSourcePage, {
      frame: at.frame,
      form: {
        ...{ lang, protocol, drawn, faults },
        ...(places.length > 0 && { options: { 'source.department_code': places } }),
      },
      who: [...who.fields, ...details.fields],
      settings: settings.fields,
      preset: presetOf(protocol, preset) && preset,
      rules: firstRules,
      ...{ sent: again, kept, tried },
      addresses: { ...addressesOf(at, protocol, id || '…'), document: undefined },
      trying: trying ?? false,
      labelOf: labelsOf(protocol, [...who.fields, ...details.fields, ...settings.fields], lang),
    }),
  );
}

async function sent(at: At): Promise<void> {
  const form = await sentIn(at);
  const { protocol = '', preset } = form;
  if (!isProtocol(protocol)) throw new Refusal('http.bad_input', { field: 'protocol' });
  const { base, staff } = at;
  const before = { staff_id: staff.staff_id, source_id: null };
  const typed = await editing.typedBefore(base, { ...before, id: form['kept'] });
  const parts = partsOf(protocol);
  const settings = readPart<Record<string, unknown>>(parts.settings, form, {
    value: undefined,
    typed,
  });
  const own = settings.parsed ? faultOfHere(at, protocol, settings.parsed) : [];
  const drawn = () =>
    together(
      drawnAgain(parts.who.fields, form, new Set()),
      drawnAgain(parts.details.fields, form, new Set()),
      drawnAgain(parts.settings.fields, form, new Set(settings.typed.keys())),
    );
  const again = async (faults: readonly FormFault[], more: Partial<Shown> = {}) => {
    const kept = await editing.keepTyped(base, { ...before, typed: settings.typed });
    if (faults.length > 0) {
      at.ctx.status = 400;
      at.ctx.state.refusal = 'sources.bad_settings';
    }
    await show(at, {
      ...{ protocol, preset, drawn: drawn(), faults, kept },
      ...{ again: typedRules(form), trying: form['act'] === 'try', ...more },
    });
    if (faults.length > 0) at.ctx.status = 400;
  };
  const bad = [...settings.faults, ...own];
  const mapping = presetOf(protocol, preset)?.mapping;
  if (form['act'] === 'try') {
    if (!settings.parsed || bad.length > 0) return again(bad);
    const trying = { protocol, mapping: mapping ?? protocols[protocol].mapping };
    return again([], { tried: await tryIt(at, { ...trying, settings: settings.parsed }) });
  }
  const who = readPart<z.infer<typeof whoShape>>(parts.who, form);
  const details = readPart<Details>(parts.details, form);
  const rules = z.object(ruleFields).safeParse(form);
  const faults = [...who.faults, ...details.faults, ...bad, ...(await placeFault(at, who.parsed))];
  if (!rules.success || !who.parsed || !details.parsed || !settings.parsed || faults.length > 0) {
    const field = rules.success ? undefined : rules.error.issues[0]?.path.join('.');
    const wrong = field === undefined ? [] : [{ name: '', fault: 'said' as const }];
    return again([...faults, ...wrong], { again: typedRules(form, field) });
  }
  const said = changedRules({ ...firstRules } as sources.Rules, rules.data);
  const { ceiling, registration, ...policy } = { ...firstRules, ...said };
  try {
    await sources.register(
      base,
      {
        ...{ ...who.parsed, ...details.parsed, protocol, ceiling, registration },
        ...{ settings: settings.parsed, state: 'draft', policy: policy as sources.Policy },
        ...(mapping && { mapping }),
      },
      actorOf(at),
      { only_new: true },
    );
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || ![400, 409].includes(thrown.status)) throw thrown;
    if (thrown.code === 'sources.id_taken') return again([{ name: 'source.id', fault: 'taken' }]);
    const wrong = [{ name: '', fault: 'said' as const }];
    return again(wrong, { again: typedRules(form, thrown.detail.field, thrown, at) });
  }
  done(at, `/admin/sources/${who.parsed.id}`, 'drafted');
}

/** What was typed of the rules, and what is wrong there. */
function typedRules(form: Sent, field?: string, refusal?: Refusal, at?: At): Again {
  const t = sentences(at?.frame.lang ?? 'zh-CN');
  const sentence = refusal
    ? fill(t.refusals[refusal.code].what, refusal.detail.words)
    : t.forms.bad_input;
  const values = Object.fromEntries(
    Object.keys(ruleFields).flatMap((name) => {
      const value = form[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const code = refusal?.code ?? 'http.bad_input';
  return { ...{ action: path, form: undefined, values, field, sentence, code } };
}

/** A department that is there, open, and theirs: what is outside is not told from what is not there. */
async function placeFault(
  { base, scope }: At,
  who: z.infer<typeof whoShape> | undefined,
): Promise<FormFault[]> {
  if (!who) return [];
  const id = await departments.idOf(base, who.department_code);
  const theirs = id !== undefined && covers(scope, { department_ids: [id] });
  return theirs ? [] : [{ name: 'source.department_code', fault: 'not_yours' }];
}

export const routes: readonly ConsoleRoute[] = [
  page({ path, may, handle: begin }),
  post({ path, may, bytes: FORM_BYTES, fields: {}, handle: sent }),
];
