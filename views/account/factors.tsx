import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { Field } from '../components/field.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

export interface FactorRow {
  id: string;
  kind: 'totp' | 'passkey';
  label?: string;
  bound_level: number;
  created_at: Date;
  last_used_at: Date | null;
  suspended: boolean;
}

export interface FactorsProps {
  frame: PageFrame;
  done?: Done | undefined;
  error?: Trouble | undefined;
  rows: FactorRow[];
  /** Of this session: what is added now reaches no more. */
  level: number;
  codes_left: number;
  always: boolean;
}

/** My second factors: what each is good for, and what can be done with it. */
export function FactorsPage(props: FactorsProps): JSX.Element {
  const { frame, done, error, rows, level } = props;
  const { factors, levels } = sentences(frame.lang);
  const t = factors.page;
  return (
    <Layout
      frame={frame}
      title={t.title}
      wide
      trouble={Boolean(error)}
      above={
        <>
          <AccountMenu frame={frame} at="signIn" />
          <TroubleSummary frame={frame} trouble={error} />
        </>
      }
    >
      <DoneNote frame={frame} done={done} />
      <p class="lead">{t.lead}</p>
      {rows.length === 0 && <p>{t.none}</p>}
      <ul class="entries">
        {rows.map((row) => (
          <Entry key={row.id} frame={frame} row={row} />
        ))}
      </ul>
      <section aria-labelledby="add">
        <h2 id="add">{t.add}</h2>
        <p class="hint">{t.add_reach(levels.name(level))}</p>
        <ul class="choose">
          <li>
            <a class="button button-second" href={paths.factorApp}>
              {t.add_app}
            </a>
          </li>
          <li>
            <a class="button button-second" href={paths.factorPasskey}>
              {t.add_passkey}
            </a>
          </li>
        </ul>
      </section>
      {rows.length > 0 && <Codes {...props} />}
      {rows.length > 0 && <Always {...props} />}
    </Layout>
  );
}

function Entry({ frame, row }: { frame: PageFrame; row: FactorRow }): JSX.Element {
  const { factors, levels } = sentences(frame.lang);
  const t = factors.page;
  const kind = t.kinds[row.kind];
  const name = row.label ? t.named(kind, row.label) : kind;
  const reach = row.bound_level > 0 ? t.reach(levels.name(row.bound_level)) : t.reach_none;
  return (
    <li class="entry">
      <div>
        <p class="strong">
          <bdi>{name}</bdi>
        </p>
        <p class="soft">
          {t.added(momentWords(row.created_at, frame.lang))}
          <br />
          {row.last_used_at ? t.used(momentWords(row.last_used_at, frame.lang)) : t.never_used}
        </p>
        {row.suspended ? <StateWords kind="warning">{t.suspended}</StateWords> : <p>{reach}</p>}
        <details>
          <summary aria-label={t.rename_which(name)}>{t.rename}</summary>
          <PostForm frame={frame} action={paths.factorRename} name={row.id}>
            <input type="hidden" name="factor_id" value={row.id} />
            <div class="field">
              <label for={`label-${row.id}`}>{t.label}</label>
              <p class="hint" id={`hint-${row.id}`}>
                {t.label_hint}
              </p>
              <input
                type="text"
                id={`label-${row.id}`}
                name="label"
                value={row.label}
                maxLength={40}
                autocomplete="off"
                aria-describedby={`hint-${row.id}`}
              />
            </div>
            <button type="submit" class="button button-second">
              {t.save}
            </button>
          </PostForm>
        </details>
      </div>
      <PostForm frame={frame} action={paths.factorRemove} name={row.id}>
        <input type="hidden" name="factor_id" value={row.id} />
        <button type="submit" class="button button-second" aria-label={t.remove_which(name)}>
          {t.remove}
        </button>
      </PostForm>
    </li>
  );
}

function Codes({ frame, codes_left }: FactorsProps): JSX.Element {
  const t = sentences(frame.lang).factors.page;
  return (
    <section aria-labelledby="codes">
      <h2 id="codes">{t.codes}</h2>
      <div class="entry">
        <div>
          <p>{codes_left > 0 ? t.codes_left(codes_left) : t.codes_none}</p>
          {codes_left > 0 && <p class="soft">{t.codes_void}</p>}
        </div>
        <PostForm frame={frame} action={paths.factorCodes}>
          <button type="submit" class="button button-second">
            {t.codes_new}
          </button>
        </PostForm>
      </div>
    </section>
  );
}

function Always({ frame, always }: FactorsProps): JSX.Element {
  const t = sentences(frame.lang).factors.page;
  return (
    <section aria-labelledby="always">
      <h2 id="always">{t.always}</h2>
      <div class="entry">
        <div>
          <p>{always ? t.always_on : t.always_off}</p>
        </div>
        <PostForm frame={frame} action={paths.factorAlways}>
          <input type="hidden" name="on" value={always ? '0' : '1'} />
          <button type="submit" class="button button-second">
            {always ? t.always_unset : t.always_set}
          </button>
        </PostForm>
      </div>
    </section>
  );
}

/** A name that its owner gives: the same field where a factor is added. */
export function LabelField({ frame }: { frame: PageFrame }): JSX.Element {
  const t = sentences(frame.lang).factors.page;
  return (
    <Field name="label" label={t.label} hint={t.label_hint} autocomplete="off" maxLength={40} />
  );
}
