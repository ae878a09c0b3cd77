import type { JSX } from 'preact';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Choice, Input, Mark } from './inputs.tsx';
import { Fact } from './table.tsx';

/** What decides how far an arrival through a source is trusted, and what it may bring about. */
export interface SourceRules {
  ceiling: number;
  registration: 'issued' | 'self_registered';
  matching: 'identifier' | 'national_hash' | 'bound_only';
  may_link: boolean;
  may_create: boolean;
  links_alone: boolean;
  updates_alone: boolean;
  kinds: string[];
  regions: string[] | null;
  corrects: string[];
}

const switches = ['may_link', 'may_create', 'links_alone', 'updates_alone'] as const;

/** One rule's value in words; what has none stands as it is. */
export function ruleWords(rule: keyof SourceRules, value: unknown, lang: Lang): string {
  if (value === undefined) return '';
  const { sources: t } = sentences(lang).console;
  const { policy } = t;
  const { list } = sentences(lang).site;
  if (rule === 'ceiling') return `${value} · ${sentences(lang).levels.short[Number(value)] ?? ''}`;
  if (value === null) return policy.everywhere;
  if (typeof value === 'boolean') return value ? policy.yes : policy.no;
  const words: Record<string, string> =
    rule === 'registration' ? t.registrations : rule in policy ? inWords(policy, rule) : {};
  if (!Array.isArray(value)) return words[String(value)] ?? String(value);
  return value.length === 0 ? policy.nothing : list(value.map((one) => words[one] ?? String(one)));
}

const inWords = (policy: object, rule: string) =>
  (policy as Record<string, Record<string, string>>)[rule] ?? {};

/** What a source may bring about, a line each. */
export function PolicyFacts({ rules, lang }: { rules: SourceRules; lang: Lang }): JSX.Element {
  const { labels } = sentences(lang).console.approvals;
  const rest = ['matching', ...switches, 'kinds', 'regions', 'corrects'] as const;
  return (
    <>
      {rest.map((rule) => (
        <Fact key={rule} name={labels[rule]}>
          {ruleWords(rule, rules[rule], lang)}
        </Fact>
      ))}
    </>
  );
}

/** Every rule of a source as an input. */
export function RuleInputs({ lang, rules }: { lang: Lang; rules: SourceRules }): JSX.Element {
  const { sources: t, approvals } = sentences(lang).console;
  const { labels } = approvals;
  const words = (rule: keyof SourceRules) => (value: string | number | boolean) =>
    ruleWords(rule, value, lang);
  const choices = (
    rule: keyof SourceRules,
    of: readonly (string | number | boolean)[],
    hint?: string,
  ) => (
    <Choice
      id={`change-${rule}`}
      name={rule}
      label={labels[rule]}
      {...(hint !== undefined && { hint })}
      value={spoken(rules[rule] as string | number | boolean)}
      options={of.map((value) => ({ value: spoken(value), label: words(rule)(value) }))}
    />
  );
  const several = (rule: 'kinds' | 'corrects', of: readonly string[]) => (
    <fieldset class="field">
      <legend>{labels[rule]}</legend>
      {of.map((value) => (
        <label key={value} for={`change-${rule}-${value}`}>
          <Mark
            id={`change-${rule}-${value}`}
            type="checkbox"
            name={`${rule}_${value}`}
            value="yes"
            marked={rules[rule].includes(value)}
          />{' '}
          {words(rule)(value)}
        </label>
      ))}
    </fieldset>
  );
  return (
    <>
      {choices('ceiling', [0, 1, 2, 3, 4], t.policy.ceiling_hint)}
      {choices('registration', ['issued', 'self_registered'], t.policy.registration_hint)}
      {choices('matching', ['identifier', 'national_hash', 'bound_only'])}
      {switches.map((rule) => choices(rule, [true, false]))}
      {several('kinds', ['person', 'organisation'])}
      <Input
        id="change-regions"
        name="regions"
        label={labels.regions}
        hint={t.policy.regions_hint}
        value={rules.regions?.join(' ') ?? ''}
        maxLength={2000}
      />
      {several('corrects', ['phone_number', 'email', 'alias', 'gender'])}
      <input type="hidden" name="policy" value="yes" />
    </>
  );
}

/** Asks for other rules; the form says all of them, and what is the same is not asked for. */
export function RulesForm({
  frame,
  id,
  rules,
}: {
  frame: ConsoleFrame;
  id: string;
  rules: SourceRules;
}): JSX.Element {
  const { sources: t } = sentences(frame.lang).console;
  return (
    <Act
      frame={frame}
      id="change"
      action={`/admin/sources/${id}/change`}
      title={t.change}
      what={t.change_what}
      button={t.change}
      reason
    >
      <RuleInputs lang={frame.lang} rules={rules} />
    </Act>
  );
}

const spoken = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
