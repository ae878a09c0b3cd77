import type { JSX } from 'preact';
import { Moment, momentWords } from '../components/moment.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Choice } from './inputs.tsx';
import { type Standing, StandingFacts } from './support-facts.tsx';
import { Table } from './table.tsx';

type History = Catalogue['account']['history'];

export type ActName = 'suspend' | 'close' | 'restore' | 'require_password' | 'require_evidence';

export interface DoneShown {
  at: Date;
  kind: keyof History['kinds'];
  reason_code: keyof History['reasons'];
  department?: Words;
  note?: string;
  ended_at?: Date;
}

export interface IdentityPageProps {
  frame: ConsoleFrame;
  until: Date;
  found: Standing;
  /** What has to be typed for what keeps somebody out. */
  named: string;
  /** What this person may do now, with the closed list of its reasons. */
  acts: { act: ActName; reasons: readonly (keyof History['reasons'])[] }[];
  action(act: ActName): string;
  done: DoneShown[];
  href: string;
}

/** One identity: how it stands, what can be done, what was done. */
export function IdentityPage(props: IdentityPageProps): JSX.Element {
  const { frame, until, found, acts, done, href } = props;
  const { lang } = frame;
  const { console, account } = sentences(lang);
  const { identities: t, support } = console;
  const { history } = account;
  return (
    <ConsolePage frame={frame} section="identities" title={found.masked_name || t.unnamed}>
      <p>
        {support.told} <span class="soft">{support.until(momentWords(until, lang))}</span>
      </p>
      <StandingFacts frame={frame} lang={lang} standing={found} />
      {acts.length > 0 && <h2>{t.acts}</h2>}
      {acts.map(({ act, reasons }) => (
        <OneAct key={act} {...props} act={act} reasons={reasons} />
      ))}
      <h2>{t.done}</h2>
      <Table
        frame={frame}
        caption={t.done}
        empty={t.done_none}
        columns={[support.at, support.what, history.reason, t.by, t.note].map((title) => ({
          title,
          number: false,
        }))}
        rows={done.map((one) => ({
          cells: [
            <Moment at={one.at} lang={lang} />,
            <>
              {history.kinds[one.kind]}
              {one.ended_at && <span class="soft">{t.ended(momentWords(one.ended_at, lang))}</span>}
            </>,
            history.reasons[one.reason_code],
            one.department ? inWords(one.department, lang) : history.province,
            one.note ?? '—',
          ],
        }))}
      />
      <p class="more">
        <a href={href}>{support.to_support}</a>
      </p>
    </ConsolePage>
  );
}

/** Acts that keep the person out are confirmed by the masked name. */
const keepsOut: ReadonlySet<ActName> = new Set(['suspend', 'close', 'require_evidence']);

function OneAct(props: IdentityPageProps & IdentityPageProps['acts'][number]): JSX.Element {
  const { frame, found, named, act, reasons, action } = props;
  const { console, account } = sentences(frame.lang);
  const t = console.identities;
  const words =
    act === 'restore' && found.state !== 'active'
      ? ([t.restore_closed, t.restore_closed_what] as const)
      : ([t[act], t[`${act}_what`]] as const);
  return (
    <Act
      frame={frame}
      id={`act-${act}`}
      action={action(act)}
      title={words[0]}
      what={words[1]}
      button={words[0]}
      reason
      danger={keepsOut.has(act)}
      {...(keepsOut.has(act) && { named })}
    >
      <Choice
        id={`act-${act}-why`}
        name="reason_code"
        label={t.why}
        options={reasons.map((value) => ({ value, label: account.history.reasons[value] }))}
      />
    </Act>
  );
}
