import type { JSX } from 'preact';
import { Typed } from '../components/again.tsx';
import { PostForm } from '../components/form.tsx';
import type { Again } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fields, type FormIn } from './form.tsx';
import { FaultSummary, FormButtons, TriedResult, type TriedShown } from './form-page.tsx';
import type { Field } from './form-shown.ts';
import { Addresses, type AddressesShown } from './source-addresses.tsx';
import { RuleInputs, type SourceRules } from './source-rules.tsx';

/** The first step: how the department's system is spoken to. */
export function ChooseProtocolPage({
  frame,
  protocols,
}: {
  frame: ConsoleFrame;
  protocols: readonly { name: string; presets: readonly string[] }[];
}): JSX.Element {
  const t = sentences(frame.lang).console.connecting;
  const to = (protocol: string, preset?: string) =>
    `/admin/sources/new?${new URLSearchParams({ protocol, ...(preset && { preset }) })}`;
  return (
    <ConsolePage frame={frame} section="sources" title={t.new}>
      <p>{t.new_intro}</p>
      <h2>{t.choose}</h2>
      <ul class="choices">
        {protocols.map(({ name, presets }) => {
          const [label, hint] = t.protocols[name] ?? [name, ''];
          return (
            <li key={name}>
              <a href={to(name)}>
                <strong>{label}</strong>
              </a>
              <p class="hint">{hint}</p>
              {presets.length > 0 && (
                <ul>
                  {presets.map((preset) => (
                    <li key={preset}>
                      <a href={to(name, preset)}>{t.preset_of(t.presets[preset] ?? preset)}</a>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </ConsolePage>
  );
}

export interface NewSourceProps {
  frame: ConsoleFrame;
  form: FormIn;
  who: readonly Field[];
  settings: readonly Field[];
  /** Present where a preset brought one: it is saved with the source. */
  preset: string | undefined;
  rules: SourceRules;
  /** The rules as they were sent, where the form was. */
  sent: Again | undefined;
  /** Under which secrets that were typed are kept. */
  kept: string | undefined;
  tried: TriedShown | undefined;
  addresses: AddressesShown;
  /** What is wrong was found before trying, and not before saving. */
  trying: boolean;
  labelOf(name: string): string;
}

/** The second step: everything about the source, saved as a draft. */
export function NewSourcePage(props: NewSourceProps): JSX.Element {
  const { frame, form, who, settings, rules, sent, kept, tried } = props;
  const { lang } = frame;
  const t = sentences(lang).console.connecting;
  const [label] = t.protocols[form.protocol] ?? [form.protocol];
  return (
    <ConsolePage
      frame={frame}
      section="sources"
      title={`${t.new} · ${label}`}
      trouble={form.faults.length > 0}
    >
      <FaultSummary
        {...{ lang, faults: form.faults, labelOf: props.labelOf, trying: props.trying }}
      />
      {tried && <TriedResult {...{ lang, tried, protocol: form.protocol }} />}
      <p>
        <a href="/admin/sources/new">{t.choose}</a>
      </p>
      <PostForm frame={frame} action="/admin/sources/new" class="wide-form">
        <input type="hidden" name="protocol" value={form.protocol} />
        {props.preset && <input type="hidden" name="preset" value={props.preset} />}
        {kept && <input type="hidden" name="kept" value={kept} />}
        <h2>{t.who}</h2>
        <Fields form={form} fields={who} />
        <Addresses lang={lang} addresses={props.addresses} />
        <h2>{t.settings}</h2>
        <p class="hint">{t.quotes}</p>
        <Fields form={form} fields={settings} />
        <h2>{t.rules}</h2>
        <Typed.Provider value={sent}>
          <RuleInputs lang={lang} rules={rules} />
        </Typed.Provider>
        <FormButtons lang={lang} save={t.save_new} tries />
      </PostForm>
    </ConsolePage>
  );
}
