import type { JSX } from 'preact';
import { AccountMenu } from '../components/account-menu.tsx';
import { type Done, DoneNote } from '../components/done.tsx';
import { Find } from '../components/find.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { More, Regions, Trail } from '../components/regions.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { Look } from './blocks.tsx';
import { paths } from './paths.ts';

export interface LinkRow {
  id: string;
  source_name: Words | string;
  account_word: Words | string;
  department: Words | string;
  linked_at: Date;
  last_used_at: Date;
  /** The password that counts here is one that the person set here. */
  own_password: boolean;
  suspended: boolean;
  /** Its person lets nobody in through the source. */
  blocked?: boolean;
}

export interface SignInProps {
  frame: PageFrame;
  done?: Done;
  error?: Trouble;
  links: LinkRow[];
  /** Sources that can still be linked; posted as `source`. */
  addable: { id: string; name: Words | string; account_word: Words | string }[];
  /** Which of many these are; absent where all are here. */
  look?: Look;
  /** A source that whoever has its link may help to try; posted as `source`. */
  compared?: { id: string; name: Words | string; account_word: Words | string };
  /** Second factors and passkeys: how many, and whether one is asked for at every sign-in. */
  factors: { count: number; always: boolean };
  password: { set: boolean; login_name?: string; changed_at?: Date };
  /** More than one way in is left, so that one may be taken away. */
  removable: boolean;
}

/** How I can sign in: department accounts and the password, each with what can be done about it. */
export function SignInPage(props: SignInProps): JSX.Element {
  const { frame, done, error, links, addable, look, compared, password, removable } = props;
  const t = sentences(frame.lang).account.signIn;
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
      <section aria-labelledby="links">
        <h2 id="links">{t.links}</h2>
        {links.length === 0 && <p>{t.links_none}</p>}
        <ul class="entries">
          {links.map((link) => (
            <LinkEntry key={link.id} frame={frame} link={link} removable={removable} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="add">
        <h2 id="add">{t.add}</h2>
        {addable.length === 0 && !look?.many && <p>{t.add_none}</p>}
        {look?.many && (
          <>
            <Find frame={frame} path={paths.signIn} query={look.query} count={look.count} />
            <Trail frame={frame} path={paths.signIn} trail={look.trail} />
          </>
        )}
        {addable.length > 0 && (
          <PostForm frame={frame} action={paths.add}>
            <p class="hint">{t.add_hint}</p>
            <ul class="choose">
              {addable.map((source) => (
                <li key={source.id}>
                  <button
                    type="submit"
                    name="source"
                    value={source.id}
                    class="button button-second"
                  >
                    {inWords(source.account_word, frame.lang)}
                    <span class="soft">{inWords(source.name, frame.lang)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </PostForm>
        )}
        {look && (
          <>
            <More
              frame={frame}
              path={paths.signIn}
              next={look.next}
              query={look.query}
              region={look.trail.at(-1)?.code}
            />
            <Regions frame={frame} path={paths.signIn} regions={look.regions} />
          </>
        )}
      </section>
      {compared && (
        <section aria-labelledby="compared">
          <h2 id="compared">{t.compared}</h2>
          <PostForm frame={frame} action={paths.add}>
            <p class="hint">{t.compared_hint}</p>
            <button type="submit" name="source" value={compared.id} class="button button-second">
              {inWords(compared.account_word, frame.lang)}
              <span class="soft">{inWords(compared.name, frame.lang)}</span>
            </button>
          </PostForm>
        </section>
      )}
      <section aria-labelledby="password">
        <h2 id="password">{t.password}</h2>
        <div class="entry">
          <PasswordWords frame={frame} password={password} />
          <a class="button button-second" href={paths.password}>
            {password.set ? t.password_change : t.password_make}
          </a>
        </div>
      </section>
      <Factors frame={frame} factors={props.factors} />
      <section aria-labelledby="blocks">
        <h2 id="blocks">{sentences(frame.lang).account.blocks.title}</h2>
        <p>{sentences(frame.lang).account.blocks.hint}</p>
        <p class="more">
          <a href={paths.blocks}>{sentences(frame.lang).account.blocks.link}</a>
        </p>
      </section>
      <section aria-labelledby="merging">
        <h2 id="merging">{sentences(frame.lang).account.merging.title}</h2>
        <p>{sentences(frame.lang).account.merging.hint}</p>
        <p class="more">
          <a href={paths.merging}>{sentences(frame.lang).account.merging.link}</a>
        </p>
      </section>
    </Layout>
  );
}

function Factors({ frame, factors }: Pick<SignInProps, 'frame' | 'factors'>): JSX.Element {
  const t = sentences(frame.lang).factors.section;
  return (
    <section aria-labelledby="factors">
      <h2 id="factors">{t.title}</h2>
      <div class="entry">
        <div>
          <p>{factors.count > 0 ? t.some(factors.count) : t.none}</p>
          {factors.always && <p>{t.always}</p>}
        </div>
        <a class="button button-second" href={paths.factors}>
          {t.link}
        </a>
      </div>
    </section>
  );
}

function LinkEntry(props: { frame: PageFrame; link: LinkRow; removable: boolean }): JSX.Element {
  const { frame, link, removable } = props;
  const t = sentences(frame.lang).account.signIn;
  const name = inWords(link.account_word, frame.lang);
  return (
    <li class="entry">
      <div>
        <p class="strong">{name}</p>
        <p>
          {inWords(link.department, frame.lang)} · {inWords(link.source_name, frame.lang)}
        </p>
        <p class="soft">
          {t.linked_at(momentWords(link.linked_at, frame.lang))}
          <br />
          {t.last_used(momentWords(link.last_used_at, frame.lang))}
        </p>
        {link.own_password && <p>{t.own_password}</p>}
        {link.suspended && <StateWords kind="warning">{t.suspended}</StateWords>}
        {link.blocked && (
          <StateWords kind="waiting">{sentences(frame.lang).account.blocks.tag}</StateWords>
        )}
        {!removable && <p class="soft">{t.last}</p>}
      </div>
      {removable && (
        <PostForm frame={frame} action={paths.unlink}>
          <input type="hidden" name="link_id" value={link.id} />
          <button type="submit" class="button button-second" aria-label={t.unlink_which(name)}>
            {t.unlink}
          </button>
        </PostForm>
      )}
    </li>
  );
}

function PasswordWords(props: {
  frame: PageFrame;
  password: SignInProps['password'];
}): JSX.Element {
  const { frame, password } = props;
  const t = sentences(frame.lang).account.signIn;
  if (!password.set) return <p>{t.password_none}</p>;
  return (
    <div>
      <p>{password.login_name ? t.password_set(password.login_name) : t.password_set_plain}</p>
      {password.changed_at && (
        <p class="soft">{t.password_changed(momentWords(password.changed_at, frame.lang))}</p>
      )}
    </div>
  );
}
