import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';

type History = Catalogue['account']['history'];

export interface ToldProps {
  frame: PageFrame;
  /**
   * `conflict`: signed in as an own identity, the number only claimed; `apart`: an account that
   * waited does not fit the proved identity; `blocked`: one that waited is of a blocked source;
   * `suspended`: older ways in wait for proof; `intervened`: what staff did; `recovered`:
   * what somebody did to come in by another way; `changed`: what was changed in the person's name.
   */
  kind:
    | 'conflict'
    | 'apart'
    | 'blocked'
    | 'suspended'
    | 'intervened'
    | 'recovered'
    | 'changed'
    | 'number_of_another';
  suspended?: { links: number; credentials: number; contacts: number };
  intervened?: { kind: keyof History['kinds']; reason_code: keyof History['reasons'] }[];
  /** Where going on is posted. */
  action: string;
}

/** Tells the person once what the arrival led to, before going on. */
export function ToldPage(props: ToldProps): JSX.Element {
  const { frame, kind, suspended, intervened = [], action } = props;
  const t = sentences(frame.lang);
  const { history } = t.account;
  const said = {
    conflict: [t.told.conflict_title, t.told.conflict, t.told.conflict_now],
    apart: [t.told.apart_title, t.told.apart, t.told.apart_now],
    blocked: [t.told.blocked_title, t.told.blocked, t.told.blocked_now],
    suspended: [t.told.suspended_title, t.told.suspended, t.told.suspended_now],
    number_of_another: [t.newcomers.told.title, t.newcomers.told.what, t.newcomers.told.now],
    intervened: [t.told.intervened_title, t.told.intervened, t.told.intervened_now],
    recovered: [t.told.recovered_title, t.told.intervened, t.told.recovered_now],
    changed: [t.factors.changed.title, t.factors.changed.text, t.factors.changed.now],
  } as const;
  const [title, what, now] = said[kind];
  const counts = [
    suspended?.links ? t.told.links(suspended.links) : undefined,
    suspended?.credentials ? t.told.credentials(suspended.credentials) : undefined,
    suspended?.contacts ? t.told.contacts(suspended.contacts) : undefined,
  ].filter((line) => line !== undefined);
  return (
    <Layout frame={frame} title={title}>
      <PostForm frame={frame} action={action} class="card">
        <p>{what}</p>
        {kind === 'suspended' && counts.length > 0 && (
          <ul class="gist">
            {counts.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {intervened.length > 0 && (
          <ul class="gist">
            {intervened.map((one, index) => (
              <li key={index}>
                {history.kinds[one.kind]}
                {kind !== 'changed' && <span class="soft">{history.reasons[one.reason_code]}</span>}
              </li>
            ))}
          </ul>
        )}
        <p>{now}</p>
        <button type="submit" class="button">
          {t.told.submit}
        </button>
      </PostForm>
    </Layout>
  );
}
