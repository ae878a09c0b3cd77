import type { JSX } from 'preact';
import { PostForm } from '../components/form.tsx';
import type { Trouble } from '../components/trouble.ts';
import { TroubleSummary } from '../components/trouble-summary.tsx';
import { inWords, type PageFrame, type Words } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';

export interface ConsentItem {
  scope: string;
  purpose: Words;
  /** As the department cites it. */
  law: string;
  kept_months?: number | undefined;
  /** The person's own, masked; absent where there is nothing, or nothing that could be shown. */
  example?: string | undefined;
  optional: boolean;
  sensitive: boolean;
}

export interface ConsentProps {
  frame: PageFrame;
  items: ConsentItem[];
  /** What it receives by duty; only told. */
  duty: { scope: string; purpose?: Words | undefined; law?: string | undefined }[];
  /** The boxes that the person ticked, where the page comes again because one was missing. */
  ticked?: readonly string[];
  error?: Trouble | undefined;
  action: string;
}

/** The field of the box of one scope. */
export const boxOf = (scope: string): string => `scope.${scope}`;

/**
 * What a client would like to have that rests on the person's consent (个人信息保护法 第十四条, 第十七条):
 * who asks, for what, what of theirs, for how long, on what grounds; what may be left out and what is
 * sensitive (第二十九条) with a box of its own. Nobody ticked one before: a consent is an act.
 */
export function ConsentPage(props: ConsentProps): JSX.Element {
  const { frame, items, duty, ticked = [], error, action } = props;
  const { consent: t, account } = sentences(frame.lang);
  const scopes: Record<string, string> & { other: string } = account.received.scopes;
  const nameOf = (scope: string) => scopes[scope] ?? scopes.other;
  const service = frame.client ? inWords(frame.client.name, frame.lang) : '';
  // What the service cannot do without stands first.
  const plain = items
    .filter(({ sensitive }) => !sensitive)
    .sort((a, b) => Number(a.optional) - Number(b.optional));
  const sensitive = items.filter((one) => one.sensitive);
  const card = (item: ConsentItem) => (
    <ConsentCard
      key={item.scope}
      frame={frame}
      item={item}
      what={nameOf(item.scope)}
      ticked={ticked.includes(boxOf(item.scope))}
    />
  );
  return (
    <Layout
      frame={frame}
      title={t.title}
      trouble={Boolean(error)}
      above={error && <TroubleSummary frame={frame} trouble={error} />}
    >
      <p class="lead">{t.intro(service)}</p>
      <PostForm frame={frame} action={action} class="consent">
        {plain.length > 0 && (
          <section aria-labelledby="asked">
            <h2 id="asked">{t.asked}</h2>
            {plain.map(card)}
          </section>
        )}
        {sensitive.length > 0 && (
          <section aria-labelledby="sensitive">
            <h2 id="sensitive">{t.sensitive_title}</h2>
            <p>{t.sensitive}</p>
            {sensitive.map(card)}
          </section>
        )}
        {duty.length > 0 && (
          <section class="card" aria-labelledby="duty">
            <h2 id="duty">{t.duty}</h2>
            <p>{t.duty_text}</p>
            <ul>
              {duty.map(({ scope, purpose, law }) => (
                <li key={scope}>
                  <span class="strong">{nameOf(scope)}</span>
                  {purpose && <span class="soft"> {inWords(purpose, frame.lang)}</span>}
                  {law && <span class="soft"> {law}</span>}
                </li>
              ))}
            </ul>
          </section>
        )}
        <p>{t.lasts}</p>
        <p>
          <button type="submit" class="button" name="consent" value="allow">
            {t.allow}
          </button>
        </p>
        <p>
          <button type="submit" class="button button-quiet" name="consent" value="deny">
            {t.deny}
          </button>
        </p>
      </PostForm>
    </Layout>
  );
}

/** One scope: what it is, what for, on what grounds, how long; and its box where there is a choice. */
function ConsentCard(props: {
  frame: PageFrame;
  item: ConsentItem;
  what: string;
  ticked: boolean;
}): JSX.Element {
  const { frame, item, what, ticked } = props;
  const t = sentences(frame.lang).consent;
  const box = boxOf(item.scope);
  return (
    <div class="card">
      <h3>{what}</h3>
      <dl>
        {item.example !== undefined && (
          <>
            <dt>{t.example}</dt>
            <dd>
              <bdi>{item.example}</bdi>
            </dd>
          </>
        )}
        <dt>{t.purpose}</dt>
        <dd>{inWords(item.purpose, frame.lang)}</dd>
        <dt>{t.law}</dt>
        <dd>{item.law}</dd>
        <dt>{t.kept}</dt>
        <dd>{item.kept_months === undefined ? t.kept_law : t.kept_months(item.kept_months)}</dd>
      </dl>
      {!item.optional && !item.sensitive && <p class="hint">{t.needed}</p>}
      {(item.optional || item.sensitive) && (
        <div class="choice">
          <input
            type="checkbox"
            id={box}
            name={box}
            value="yes"
            checked={ticked}
            aria-describedby={item.optional ? `${box}-hint` : undefined}
          />
          <label for={box}>{item.sensitive ? t.sensitive_box(what) : t.provide(what)}</label>
          {item.optional && (
            <p class="hint" id={`${box}-hint`}>
              {t.optional}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
