import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Fields, type FormIn } from './form.tsx';
import {
  FaultSummary,
  FormButtons,
  OthersChanged,
  type OthersShown,
  TriedResult,
  type TriedShown,
} from './form-page.tsx';
import type { Field } from './form-shown.ts';
import { LongInput } from './inputs.tsx';
import { Addresses, type AddressesShown } from './source-addresses.tsx';

export interface EditSourceProps {
  frame: ConsoleFrame;
  source: { id: string; names: Words };
  part: 'settings' | 'mapping' | 'details';
  form: FormIn;
  fields: readonly Field[];
  /** What the form was drawn from: a version, and a digest of each thing in it. */
  was: string;
  digests: string;
  kept: string | undefined;
  tried: TriedShown | undefined;
  others: readonly OthersShown[];
  /** One person changes it; else a second one decides. */
  alone: boolean;
  /** Why, as it was typed. */
  reason: string | undefined;
  addresses: AddressesShown;
  /** What is wrong was found before trying, and not before saving. */
  trying: boolean;
  labelOf(name: string): string;
}

/** One part of a source, to change it. */
export function EditSourcePage(props: EditSourceProps): JSX.Element {
  const { frame, source, part, form, fields, alone } = props;
  const { lang } = frame;
  const t = sentences(lang).console.connecting;
  const acts = sentences(lang).console.acts;
  const at = `/admin/sources/${source.id}`;
  return (
    <ConsolePage
      frame={frame}
      section="sources"
      title={`${inWords(source.names, lang)} · ${t[part]}`}
      trouble={form.faults.length > 0 || props.others.length > 0}
    >
      <OthersChanged lang={lang} others={props.others} />
      <FaultSummary
        {...{ lang, faults: form.faults, labelOf: props.labelOf, trying: props.trying }}
      />
      {props.tried && <TriedResult {...{ lang, tried: props.tried, protocol: form.protocol }} />}
      <p>
        <a href={at}>{inWords(source.names, lang)}</a>
      </p>
      <p>{alone ? t.alone : t.two}</p>
      {part === 'settings' && <Addresses lang={lang} addresses={props.addresses} />}
      <PostForm frame={frame} action={`${at}/${part}`} class="wide-form">
        <input type="hidden" name="was" value={props.was} />
        <input type="hidden" name="digests" value={props.digests} />
        {props.kept && <input type="hidden" name="kept" value={props.kept} />}
        {part !== 'details' && <p class="hint">{t.quotes}</p>}
        <Fields form={form} fields={fields} />
        {!alone && (
          <Reason {...{ reason: props.reason, label: acts.reason, hint: acts.reason_hint }} />
        )}
        <FormButtons lang={lang} save={alone ? t.save : t.ask} tries={part === 'settings'} />
      </PostForm>
      {part === 'mapping' && (
        <Act
          frame={frame}
          id="usual"
          action={`${at}/mapping/usual`}
          title={t.usual}
          what={`${t.usual_what} ${alone ? t.alone : t.two}`}
          button={alone ? t.usual : t.ask}
          reason={!alone}
        >
          <input type="hidden" name="was" value={props.was} />
        </Act>
      )}
    </ConsolePage>
  );
}

const Reason = ({
  reason,
  label,
  hint,
}: {
  reason: string | undefined;
  label: string;
  hint: string;
}) => (
  <LongInput
    id="edit-reason"
    name="reason"
    label={label}
    hint={hint}
    maxLength={500}
    value={reason}
  />
);
