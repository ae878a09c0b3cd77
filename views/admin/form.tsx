import type { JSX } from 'preact';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { saidWords, settingWords } from '../locales/sources/words.ts';
import {
  choice,
  type Drawn,
  type Field,
  type FormFault,
  type Group,
  type Leaf,
  presence,
  secretChoice,
  secretInput,
  type Ways,
} from './form-shown.ts';
import { Around, described, PlainInput } from './inputs.tsx';

/** What every field of one form stands in. */
export interface FormIn {
  lang: Lang;
  /** Whose words come first. */
  protocol: string;
  drawn: Drawn;
  faults: readonly FormFault[];
  /** Choices that are no part of the schema: the departments that may be chosen. */
  options?: Readonly<Record<string, readonly { value: string; label: string }[]>>;
}

/** The id of an input on its page. */
export const idOf = (name: string) => `f-${name.replaceAll(/[^\w-]/g, '_')}`;

/** What is wrong, in the reader's language. */
export function faultWords({ fault, limit = 0, said }: FormFault, lang: Lang): string {
  const t = sentences(lang).console.connecting;
  const own = said === undefined ? undefined : saidWords(said, lang);
  return own ?? t.faults[fault](limit);
}

/** Fields in their order, a frame around those that belong together. */
export function Fields({ form, fields }: { form: FormIn; fields: readonly Field[] }): JSX.Element {
  return (
    <>
      {fields.map((field) => {
        if (field.kind === 'group') return <GroupFields key={field.name} {...{ form, field }} />;
        if (field.kind === 'ways') return <WaysFields key={field.name} {...{ form, field }} />;
        return field.secret ? (
          <SecretField key={field.name} {...{ form, field }} />
        ) : (
          <LeafField key={field.name} {...{ form, field }} />
        );
      })}
    </>
  );
}

const errorAt = ({ faults, lang }: FormIn, name: string): string | undefined => {
  const fault = faults.find((one) => one.name === name);
  return fault && faultWords(fault, lang);
};

function wordsAt({ protocol, lang }: FormIn, field: Field) {
  const { label, hint } = settingWords(protocol, field.label, lang);
  const t = sentences(lang).console.connecting;
  const plain = field.kind !== 'group' && field.kind !== 'ways' && field.kind !== 'yes';
  return { label: field.optional && plain ? `${label} (${t.optional})` : label, hint };
}

function LeafField({ form, field }: { form: FormIn; field: Leaf }): JSX.Element {
  const { name, kind } = field;
  const { label, hint } = wordsAt(form, field);
  const id = idOf(name);
  const error = errorAt(form, name);
  const value = form.drawn.values[name] ?? '';
  const marks = described(id, hint, error);
  const several = kind === 'long' || kind === 'lines' || kind === 'pairs';
  return (
    <Around {...{ id, label, hint, error }}>
      {kind === 'choice' || kind === 'yes' ? (
        <select {...{ id, name }} {...marks}>
          {choicesOf(form, field, value).map((one) => (
            <option key={one.value} value={one.value} selected={one.value === value}>
              {one.label}
            </option>
          ))}
        </select>
      ) : several ? (
        <textarea {...{ id, name }} rows={rowsFor(value)} spellcheck={false} {...marks}>
          {value}
        </textarea>
      ) : (
        <PlainInput
          date={kind === 'date'}
          {...{ id, name, value }}
          digits={kind === 'number'}
          marks={marks}
        />
      )}
    </Around>
  );
}

const rowsFor = (value: string) => Math.min(Math.max(value.split('\n').length + 1, 2), 12);

function choicesOf({ lang, options }: FormIn, field: Leaf, value: string) {
  const t = sentences(lang).console.connecting;
  const none = { value: '', label: field.optional ? '—' : t.choose_one };
  const own = options?.[field.name];
  const of =
    own ??
    (field.kind === 'yes'
      ? [
          { value: 'yes', label: t.yes },
          { value: 'no', label: t.no },
        ]
      : (field.choices ?? []).map((one) => ({ value: one, label: one })));
  return field.optional || value === '' ? [none, ...of] : of;
}

/** Never what it is. Where there is one, that it stays is the first choice. */
function SecretField({ form, field }: { form: FormIn; field: Leaf }): JSX.Element {
  const t = sentences(form.lang).console.connecting;
  const { label, hint } = wordsAt(form, field);
  const name = secretInput(field.name);
  const id = idOf(name);
  const error = errorAt(form, name);
  const there = form.drawn.secrets.has(field.name);
  const ways = (['keep', 'replace', 'remove'] as const).filter(
    (one) => one !== 'remove' || field.optional,
  );
  const how = secretChoice(field.name);
  return (
    <>
      {there && (
        <div class="field">
          <label for={idOf(how)}>
            {t.secret_how(settingWords(form.protocol, field.label, form.lang).label)}
          </label>
          <select id={idOf(how)} name={how}>
            {ways.map((one) => (
              <option key={one} value={one} selected={one === 'keep'}>
                {t.secret[one]}
              </option>
            ))}
          </select>
        </div>
      )}
      <Around {...{ id, label, hint, error }}>
        {field.kind === 'long' ? (
          <textarea
            {...{ id, name }}
            rows={2}
            autocomplete="off"
            spellcheck={false}
            {...described(id, hint, error)}
          />
        ) : (
          <input
            type="password"
            {...{ id, name }}
            autocomplete="new-password"
            {...described(id, hint, error)}
          />
        )}
      </Around>
    </>
  );
}

function GroupFields({ form, field }: { form: FormIn; field: Group }): JSX.Element {
  const t = sentences(form.lang).console.connecting;
  const { label, hint } = wordsAt(form, field);
  const name = presence(field.name);
  const id = idOf(name);
  const error = errorAt(form, name);
  return (
    <fieldset class={field.optional ? 'part part-optional' : 'part'}>
      <legend>{label}</legend>
      {hint && <p class="hint">{hint}</p>}
      {field.optional && (
        <div class="part-switch">
          {error && (
            <p class="field-error" id={`${id}-error`}>
              {error}
            </p>
          )}
          <label for={id}>
            <input
              type="checkbox"
              {...{ id, name }}
              value="yes"
              checked={form.drawn.values[name] === 'yes'}
              {...described(id, undefined, error)}
            />{' '}
            {t.on}
          </label>
        </div>
      )}
      <div class="part-fields">
        <Fields form={form} fields={field.fields} />
      </div>
    </fieldset>
  );
}

/** Which way, then the fields of each; where styles can, only those of the way that was chosen show. */
function WaysFields({ form, field }: { form: FormIn; field: Ways }): JSX.Element {
  const t = sentences(form.lang).console.connecting;
  const { label, hint } = wordsAt(form, field);
  const name = choice(field.name);
  const id = idOf(name);
  const value = form.drawn.values[name] ?? '';
  const error = errorAt(form, name);
  const named = (way: string) => t.ways[way] ?? way;
  return (
    <fieldset class="part ways">
      <legend>{label}</legend>
      <Around {...{ id, label, hint, error }}>
        <select {...{ id, name }} {...described(id, hint, error)}>
          {(field.optional || value === '') && <option value="">{t.none}</option>}
          {field.ways.map((way) => (
            <option key={way.id} value={way.id} selected={way.id === value}>
              {named(way.id)}
            </option>
          ))}
        </select>
      </Around>
      {field.ways
        .filter((way) => way.fields.length > 0)
        .map((way) => (
          <div key={way.id} class={`way way-${way.id}`}>
            <p class="soft way-when">{t.only_when(named(way.id))}</p>
            <Fields form={form} fields={way.fields} />
          </div>
        ))}
    </fieldset>
  );
}
