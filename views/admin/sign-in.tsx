import type { JSX } from 'preact';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { StaffSummary, type StaffTrouble, wrongAt } from './staff-trouble.tsx';

type Words = Catalogue['console']['sign_in'];

export interface StaffSignInProps {
  frame: PageFrame;
  error?: StaffTrouble;
  /** What was typed before. */
  address?: string;
  /** Why the session in this browser is over, or what has just been done. */
  over?: keyof Words['over'];
  said?: keyof Words['said'];
}

/** The first step of the staff: posts `address` and `password`. */
export function StaffSignInPage(props: StaffSignInProps): JSX.Element {
  const { frame, error, address, over, said } = props;
  const t = sentences(frame.lang).console.sign_in;
  const wrong = wrongAt(frame, error);
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={<StaffSummary frame={frame} error={error} />}
    >
      {(over || said) && (
        <p class="note" role="status">
          {over ? t.over[over] : said && t.said[said]}
        </p>
      )}
      <p class="lead">{t.lead}</p>
      <PostForm frame={frame} action="/admin/sign-in" class="card">
        <Field
          name="address"
          label={t.address}
          value={address}
          autocomplete="username"
          error={wrong('address')}
        />
        <Field
          name="password"
          label={t.password}
          secret
          autocomplete="current-password"
          maxLength={1024}
          show={t.show}
          error={wrong('password')}
        />
        <button type="submit" class="button">
          {t.next}
        </button>
      </PostForm>
      <p class="hint">{t.forgotten}</p>
    </Layout>
  );
}
