import type { JSX } from 'preact';
import { Choices } from '../components/choices.tsx';
import { Documents } from '../components/documents.tsx';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

type Method = keyof Catalogue['newcomers']['check']['methods'];

export interface RegisterCheckProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  /** As it was typed. */
  said: {
    method?: string | undefined;
    name?: string | undefined;
    id_type?: string | undefined;
    id_number?: string | undefined;
  };
  /** Who can be asked, and what that reaches. */
  methods: { id: Method; level: number }[];
  /** Somebody here has proved this telephone before. */
  known_phone: boolean;
  needed_level?: number | undefined;
  /** Where `choice`, `method`, `name`, `id_type` and `id_number` are posted. */
  action: string;
  /** The picker. */
  ways: string;
  leave?: string;
}

/** What somebody says of themselves, and who is asked whether it is so. It may be skipped. */
export function RegisterCheckPage(props: RegisterCheckProps): JSX.Element {
  const { frame, error, said, methods, needed_level, action } = props;
  const words = sentences(frame.lang);
  const t = words.newcomers.check;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  const chosen = methods.find(({ id }) => id === said.method)?.id ?? methods.at(0)?.id;
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{t.lead}</p>
      {props.known_phone && (
        <p class="note">
          {words.newcomers.known_phone} <a href={props.ways}>{words.newcomers.have}</a>
        </p>
      )}
      {needed_level !== undefined && (
        <p class="note">
          {words.picker.needed(
            words.levels.name(needed_level),
            words.levels.short[needed_level] ?? '',
          )}
        </p>
      )}
      <PostForm frame={frame} action={action} class="card">
        <Choices
          name="method"
          legend={t.method}
          error={wrong('method')}
          value={chosen}
          choices={methods.map(({ id, level }) => ({
            value: id,
            label: t.methods[id],
            hint: words.picker.reach(words.levels.name(level), words.levels.short[level] ?? ''),
          }))}
        />
        <Field
          name="name"
          label={t.name}
          hint={t.name_hint}
          value={said.name}
          autocomplete="name"
          maxLength={200}
          error={wrong('name')}
        />
        <Documents frame={frame} value={said.id_type} />
        <Field
          name="id_number"
          label={t.id_number}
          hint={t.id_number_hint}
          value={said.id_number}
          autocomplete="off"
          maxLength={100}
          error={wrong('id_number')}
        />
        <button type="submit" name="choice" value="check" class="button">
          {t.submit}
        </button>
        <hr />
        <p id="skip-hint">{t.skip_hint}</p>
        <button
          type="submit"
          name="choice"
          value="skip"
          class="button button-second"
          aria-describedby="skip-hint"
        >
          {t.skip}
        </button>
      </PostForm>
      <p class="hint">{t.kept}</p>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
