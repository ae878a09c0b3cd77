import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { dayWords, Moment } from '../components/moment.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { FactorForms } from './sign-in-factor.tsx';
import { StaffSummary, type StaffTrouble } from './staff-trouble.tsx';
import { Fact, Facts, Table } from './table.tsx';

type RoleName = keyof Catalogue['console']['staff']['role_names'];

export interface StaffMeProps {
  frame: ConsoleFrame;
  error?: StaffTrouble;
  address: string;
  department: Words | string;
  roles: readonly { role: RoleName; node: Words | string; client?: string }[];
  password: { set_at: Date | undefined; days: number };
  factors: readonly {
    id: string;
    kind: 'totp' | 'passkey';
    label?: string;
    added_at: Date;
    last_used_at: Date | null;
  }[];
  codes_left: number;
  sessions: readonly {
    id: string;
    device: string;
    network: string;
    started_at: Date;
    seen_at: Date;
    current: boolean;
  }[];
  /** A second factor was shown a short while ago: changes are offered; else that is asked for. */
  fresh: boolean;
  /** What a passkey is asked with, where there is one and it is needed. */
  passkey?: unknown;
}

/** One's own work account: who, with what roles, how one signs in, and where one is signed in. */
export function StaffMePage(props: StaffMeProps): JSX.Element {
  const { frame, error, fresh } = props;
  const { me_page: t, staff } = sentences(frame.lang).console;
  return (
    <ConsolePage frame={frame} title={t.title} trouble={Boolean(error)}>
      <StaffSummary frame={frame} error={error} />
      {props.roles.length === 0 && <p class="note">{t.no_role}</p>}
      <Facts>
        <Fact name={t.address}>{props.address}</Fact>
        <Fact name={t.department}>{inWords(props.department, frame.lang)}</Fact>
        <Fact name={t.roles}>
          {props.roles.length === 0 ? (
            t.none
          ) : (
            <ul class="plain">
              {props.roles.map(({ role, node, client }) => (
                <li key={role + inWords(node, frame.lang) + (client ?? '')}>
                  {[staff.role_names[role], inWords(node, frame.lang), client]
                    .filter(Boolean)
                    .join(' · ')}
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
      {!fresh && (
        <section aria-labelledby="fresh-head">
          <h2 id="fresh-head">{t.fresh_title}</h2>
          <p>{t.fresh_lead}</p>
          <FactorForms
            frame={frame}
            error={error}
            action="/admin/me/prove"
            passkey={props.passkey}
          />
        </section>
      )}
      <Ways {...props} />
      <Sessions {...props} />
    </ConsolePage>
  );
}

function Ways({ frame, password, factors, codes_left, fresh }: StaffMeProps): JSX.Element {
  const t = sentences(frame.lang).console.me_page;
  const app = factors.some(({ kind }) => kind === 'totp');
  return (
    <section aria-labelledby="ways-head">
      <h2 id="ways-head">{t.factors}</h2>
      <Table
        frame={frame}
        caption={t.factors}
        columns={[t.factors, t.added, t.last_used, ''].map((title) => ({ title, number: false }))}
        rows={factors.map(({ id, kind, label, added_at, last_used_at }) => ({
          cells: [
            label ? `${t.kinds[kind]} · ${label}` : t.kinds[kind],
            <Moment key="added" at={added_at} lang={frame.lang} />,
            last_used_at ? <Moment key="used" at={last_used_at} lang={frame.lang} /> : t.never,
            fresh && factors.length > 1 ? (
              <PostForm key="remove" frame={frame} action="/admin/me/factor-remove">
                <input type="hidden" name="factor_id" value={id} />
                <button
                  type="submit"
                  class="button button-second"
                  aria-label={t.remove_which(label ?? t.kinds[kind])}
                >
                  {t.remove}
                </button>
              </PostForm>
            ) : (
              ''
            ),
          ],
        }))}
        empty={t.none}
      />
      <Facts>
        <Fact name={t.codes}>{t.codes_left(codes_left)}</Fact>
        <Fact name={t.password}>
          {password.set_at && `${t.password_set} ${dayWords(password.set_at, frame.lang)} · `}
          {t.password_days(password.days)}
        </Fact>
      </Facts>
      {fresh && (
        <>
          <ul class="plain">
            <li>
              <a href="/admin/me/app">{app ? t.replace_app : t.add_app}</a>
            </li>
            <li>
              <a href="/admin/me/passkey">{t.add_passkey}</a>
            </li>
            <li>
              <a href="/admin/me/password">{t.password_change}</a>
            </li>
          </ul>
          <PostForm frame={frame} action="/admin/me/codes">
            <p class="hint">{t.codes_new_hint}</p>
            <button type="submit" class="button button-second">
              {t.codes_new}
            </button>
          </PostForm>
        </>
      )}
    </section>
  );
}

function Sessions({ frame, sessions }: StaffMeProps): JSX.Element {
  const t = sentences(frame.lang).console.me_page;
  return (
    <section aria-labelledby="sessions-head">
      <h2 id="sessions-head">{t.sessions}</h2>
      <Table
        frame={frame}
        caption={t.sessions}
        columns={[t.device, t.network, t.since, t.seen, ''].map((title) => ({
          title,
          number: false,
        }))}
        rows={sessions.map(({ id, device, network, started_at, seen_at, current }) => ({
          cells: [
            device,
            network,
            <Moment key="since" at={started_at} lang={frame.lang} />,
            <Moment key="seen" at={seen_at} lang={frame.lang} />,
            current ? (
              t.here
            ) : (
              <PostForm key="end" frame={frame} action="/admin/me/session-end">
                <input type="hidden" name="session_id" value={id} />
                <button type="submit" class="button button-second" aria-label={t.end_which(device)}>
                  {t.end}
                </button>
              </PostForm>
            ),
          ],
        }))}
        empty={t.none}
      />
    </section>
  );
}
