import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { Find } from '../components/find.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { More, type Place, Regions, Trail } from '../components/regions.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import { paths } from './paths.ts';

export interface BlockRow {
  id: string;
  name: Words | string;
  account_word: Words | string;
  department: Words | string;
  /** Switched off for everybody. */
  paused: boolean;
  /** An account of it is linked. */
  used: boolean;
  /** When it was blocked by name. */
  at: Date | undefined;
  /** Nothing else would let them in: it cannot be blocked. */
  needed: boolean;
}

/** Which of many are shown, and how to come to the others. */
export interface Look {
  many: boolean;
  query: string | undefined;
  count: number;
  next: number | undefined;
  trail: Place[];
  regions: (Place & { said: string })[];
}

export interface BlocksProps {
  frame: PageFrame;
  done?: Done;
  error?: Trouble;
  /** Signed in lately: what is pressed is done at once. */
  fresh: boolean;
  /** Since when those that are connected later are blocked. */
  new_since?: Date;
  blocked: BlockRow[];
  used: BlockRow[];
  others: BlockRow[];
  look: Look;
}

/** Through which departments nobody may sign in as me, each with its button. */
export function BlocksPage(props: BlocksProps): JSX.Element {
  const { frame, done, error, fresh, new_since, blocked, used, others, look } = props;
  const t = sentences(frame.lang).account.blocks;
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
      <p class="lead">{t.intro}</p>
      {!fresh && <p class="note">{t.not_fresh}</p>}
      <section aria-labelledby="blocked">
        <h2 id="blocked">{t.blocked}</h2>
        {blocked.length === 0 && <p>{t.blocked_none}</p>}
        <Rows {...{ frame, rows: blocked, act: 'allow' }} />
      </section>
      <section aria-labelledby="new">
        <h2 id="new">{t.new}</h2>
        <div class="entry">
          <div>
            {new_since ? (
              <StateWords kind="waiting">
                {t.new_blocked(momentWords(new_since, frame.lang))}
              </StateWords>
            ) : (
              <p>{t.new_open}</p>
            )}
            <p class="soft">{t.new_hint}</p>
          </div>
          <PostForm frame={frame} action={new_since ? paths.allowNew : paths.blockNew}>
            <button type="submit" class="button button-second">
              {new_since ? t.new_allow : t.new_block}
            </button>
          </PostForm>
        </div>
      </section>
      {used.length > 0 && (
        <section aria-labelledby="used">
          <h2 id="used">{t.used}</h2>
          <p class="hint">{t.used_hint}</p>
          <Rows {...{ frame, rows: used, act: 'block' }} />
        </section>
      )}
      <section aria-labelledby="others">
        <h2 id="others">{t.others}</h2>
        {others.length === 0 && !look.many && <p>{t.others_none}</p>}
        {look.many && (
          <Find frame={frame} path={paths.blocks} query={look.query} count={look.count} />
        )}
        <Trail frame={frame} path={paths.blocks} trail={look.trail} />
        <Rows {...{ frame, rows: others, act: 'block' }} />
        <More
          frame={frame}
          path={paths.blocks}
          next={look.next}
          query={look.query}
          region={look.trail.at(-1)?.code}
        />
        <Regions frame={frame} path={paths.blocks} regions={look.regions} />
      </section>
      <p class="more">
        <a href={paths.signIn}>{t.back}</a>
      </p>
    </Layout>
  );
}

function Rows(props: { frame: PageFrame; rows: BlockRow[]; act: 'block' | 'allow' }): JSX.Element {
  const { frame, rows, act } = props;
  return (
    <ul class="entries">
      {rows.map((row) => (
        <Row key={row.id} {...{ frame, row, act }} />
      ))}
    </ul>
  );
}

function Row(props: { frame: PageFrame; row: BlockRow; act: 'block' | 'allow' }): JSX.Element {
  const { frame, row, act } = props;
  const catalogue = sentences(frame.lang);
  const t = catalogue.account.blocks;
  const name = inWords(row.account_word, frame.lang);
  const owner = [inWords(row.department, frame.lang), inWords(row.name, frame.lang)];
  return (
    <li class="entry">
      <div>
        <p class="strong">{name}</p>
        <p>{[...new Set(owner)].join(' · ')}</p>
        {row.paused && <p class="soft">{catalogue.picker.paused}</p>}
        {act === 'allow' && (
          <StateWords kind="waiting">
            {row.at ? t.since(momentWords(row.at, frame.lang)) : t.since_new}
          </StateWords>
        )}
        {act === 'allow' && row.used && <p class="soft">{t.linked}</p>}
      </div>
      {act === 'block' && row.needed ? (
        <p class="soft">{catalogue.problems.last_way_block}</p>
      ) : (
        <PostForm frame={frame} action={act === 'block' ? paths.block : paths.allow}>
          <input type="hidden" name="source" value={row.id} />
          <button
            type="submit"
            class="button button-second"
            aria-label={t[`${act}_which`](name, owner[0] ?? '')}
          >
            {t[act]}
          </button>
        </PostForm>
      )}
    </li>
  );
}
