import type { JSX } from 'preact';
import { Documents } from '../components/documents.tsx';
import { Field } from '../components/field.tsx';
import { Leave, PostForm } from '../components/form.tsx';
import { inSentence, type Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

export interface CheckSaidProps {
  frame: PageFrame;
  error?: Trouble | undefined;
  method: keyof Catalogue['factors']['check']['methods'];
  /** What is proved of this identity, masked: it is confirmed and not typed. */
  own: { name?: string; id_number?: string };
  /** As it was typed. */
  said: {
    name?: string | undefined;
    id_type?: string | undefined;
    id_number?: string | undefined;
  };
  /** Where `name`, `id_type` and `id_number` are posted, as far as they are not known. */
  action: string;
  /** Address (GET) of the other ways. */
  other: string;
  leave: string;
}

/** Whom the authority is asked about: the person of this identity and nobody else. */
export function CheckSaidPage(props: CheckSaidProps): JSX.Element {
  const { frame, error, method, own, said, action } = props;
  const { newcomers, factors } = sentences(frame.lang);
  const t = newcomers.check;
  const words = factors.check;
  const wrong = (field: string) => (error?.field === field ? inSentence(frame, error) : undefined);
  return (
    <Layout
      frame={frame}
      title={words.methods[method]}
      trouble={Boolean(error)}
      above={<TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{words.lead}</p>
      <PostForm frame={frame} action={action} class="card">
        {(own.name || own.id_number) && (
          <dl>
            {own.name && <dt>{t.name}</dt>}
            {own.name && <dd>{own.name}</dd>}
            {own.id_number && <dt>{t.id_number}</dt>}
            {own.id_number && <dd>{own.id_number}</dd>}
          </dl>
        )}
        {!own.name && (
          <Field
            name="name"
            label={t.name}
            hint={t.name_hint}
            value={said.name}
            autocomplete="name"
            maxLength={200}
            error={wrong('name')}
          />
        )}
        {!own.id_number && <Documents frame={frame} value={said.id_type} />}
        {!own.id_number && (
          <Field
            name="id_number"
            label={t.id_number}
            hint={t.id_number_hint}
            value={said.id_number}
            autocomplete="off"
            maxLength={100}
            error={wrong('id_number')}
          />
        )}
        <button type="submit" class="button">
          {words.go_on[method]}
        </button>
      </PostForm>
      <p class="hint">{t.kept}</p>
      <p class="aside">
        <a href={props.other}>{words.other}</a>
      </p>
      <Leave frame={frame} action={props.leave} />
    </Layout>
  );
}
