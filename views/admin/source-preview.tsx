import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import { StateWords } from '../components/state-words.tsx';
import { inWords, type Lang, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { settingWords } from '../locales/sources/words.ts';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Input } from './inputs.tsx';
import { Fact, Facts, Table } from './table.tsx';

/** A fault that the settings cause: what it is, and the name of what it concerns. */
export type FaultOf =
  | { fault: 'subject'; protocol: string; setting: string | undefined }
  | { fault: 'repeated' | 'refused'; field: string }
  | { fault: 'in_the_way'; protocol: string; setting: string };

/** What a preview brought; everything about the person is masked. */
export type LookShown =
  | { came: 'cancelled' }
  /** `of`: of which field or setting, where the settings cause it. */
  | { came: 'failed'; fault: string; of?: FaultOf | undefined }
  | { came: 'refused'; refused: string }
  | {
      came: 'somebody';
      said: { rows: readonly { name: string; value: string }[]; more: number };
      /** The source's word for the level. */
      word: string | undefined;
      subject: string;
      became: Readonly<Record<string, string>>;
      asserted: number | undefined;
      ceiling: number;
      level: number;
      outcome: 'known_link' | 'linked' | 'created' | 'asked_to_prove' | 'conflict' | 'refused';
      reason: string;
    };

export interface SourcePreviewProps {
  frame: ConsoleFrame;
  source: { id: string; names: Words; state: string };
  kind: 'redirect' | 'password';
  look: LookShown | undefined;
  /** The account that came, sealed, where it may be named as a tester. */
  tester?: string | undefined;
}

/** A sign-in to look at: begun here, and shown here once. */
export function SourcePreviewPage(props: SourcePreviewProps): JSX.Element {
  const { frame, source, kind, look, tester } = props;
  const { lang } = frame;
  const t = sentences(lang).console.connecting.look;
  const at = `/admin/sources/${source.id}`;
  return (
    <ConsolePage frame={frame} section="sources" title={t.title(inWords(source.names, lang))}>
      <p>
        <a href={at}>{inWords(source.names, lang)}</a>
      </p>
      {look && <Look frame={frame} look={look} />}
      {tester && (
        <PostForm frame={frame} action={`${at}/preview/tester`}>
          <input type="hidden" name="entry" value={tester} />
          <button type="submit" class="button button-second">
            {t.add_tester}
          </button>
        </PostForm>
      )}
      {source.state !== 'retired' && (
        <>
          {look && <h2>{t.again}</h2>}
          <p>{t.what}</p>
          <PostForm frame={frame} action={`${at}/preview`} class="wide-form">
            {kind === 'password' && (
              <>
                <Input id="preview-username" name="username" label={t.username} maxLength={200} />
                <div class="field">
                  <label for="preview-password">{t.password}</label>
                  <input
                    type="password"
                    id="preview-password"
                    name="password"
                    maxLength={1024}
                    autocomplete="off"
                  />
                </div>
              </>
            )}
            <button type="submit" class="button">
              {kind === 'password' ? t.button : t.begin}
            </button>
          </PostForm>
        </>
      )}
    </ConsolePage>
  );
}

/** In words where the settings cause it; else as it stands in the log. */
function failedWords(
  { fault, of }: { fault: string; of?: FaultOf | undefined },
  lang: Lang,
): string {
  const { look: t } = sentences(lang).console.connecting;
  if (!of) return t.failed(fault);
  if (of.fault === 'subject')
    return t.faults.subject(
      of.setting ? t.setting(settingWords(of.protocol, of.setting, lang).label) : t.no_setting,
    );
  if (of.fault === 'in_the_way')
    return sentences(lang).console.connecting.in_the_way(
      settingWords(of.protocol, of.setting, lang).label,
    );
  return t.faults[of.fault](settingWords('mapping', `fields.${of.field}`, lang).label);
}

const shapes = {
  known_link: 'ok',
  linked: 'ok',
  created: 'ok',
  asked_to_prove: 'waiting',
  conflict: 'warning',
  refused: 'failed',
} as const;

function Look({ frame, look }: { frame: ConsoleFrame; look: LookShown }): JSX.Element {
  const { lang } = frame;
  const { look: t } = sentences(lang).console.connecting;
  if (look.came === 'cancelled') return <StateWords kind="waiting">{t.cancelled}</StateWords>;
  if (look.came === 'failed')
    return <StateWords kind="failed">{failedWords(look, lang)}</StateWords>;
  if (look.came === 'refused')
    return (
      <StateWords kind="failed">{t.failed(t.refused[look.refused] ?? t.refused_title)}</StateWords>
    );
  const { said, became, asserted, ceiling, level, outcome, reason, word } = look;
  return (
    <>
      <h2>{t.outcome}</h2>
      <Facts>
        <Fact name={t.outcome}>
          <StateWords kind={shapes[outcome]}>{t.outcomes[outcome]}</StateWords>
        </Fact>
        <Fact name={t.why}>{t.reasons[reason] ?? reason}</Fact>
        <Fact name={t.level}>
          {t.reached(asserted ?? ceiling, ceiling, level)}
          {asserted === undefined && ` · ${t.asserted_none}`}
        </Fact>
        {word && <Fact name={t.word}>{word}</Fact>}
      </Facts>
      <p>{t.nothing}</p>
      <h2>{t.became}</h2>
      {Object.keys(became).length === 0 && <p class="empty">{t.became_none}</p>}
      <Facts>
        <Fact name={t.subject}>{look.subject}</Fact>
        {Object.entries(became).map(([field, value]) => (
          <Fact key={field} name={settingWords('mapping', `fields.${field}`, lang).label}>
            {value}
          </Fact>
        ))}
      </Facts>
      <h2>{t.said}</h2>
      <Table
        frame={frame}
        caption={t.said}
        columns={[
          { title: t.attribute, number: false },
          { title: t.value, number: false },
        ]}
        rows={said.rows.map(({ name, value }) => ({ cells: [<code key="n">{name}</code>, value] }))}
        empty={t.said_none}
      />
      {said.more > 0 && <p>{t.more(said.more)}</p>}
    </>
  );
}
