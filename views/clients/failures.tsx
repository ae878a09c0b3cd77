import type { JSX } from 'preact';
import { Choice } from '../admin/inputs.tsx';
import { PostForm } from '../components/form.tsx';
import { momentWords } from '../components/moment.tsx';
import { StateWords } from '../components/state-words.tsx';
import type { zhCN } from '../locales/acceptance/zh-CN.ts';
import { sentences } from '../locales/catalogue.ts';
import { AppPage, type AppPageProps, hrefOf } from './app.tsx';

type Switch = keyof typeof zhCN.switches;

/** How long one may be on, in minutes. */
const minutes = [5, 15, 30, 60];

/** Failures of the sandbox that a developer switches on for this application. */
export function FailuresPage(
  props: AppPageProps & {
    /** All there are, in their order. */
    switches: readonly Switch[];
    on: readonly { switch: Switch; until: Date }[];
    /** The robot is trying it: what the developer switched on waits. */
    robot: boolean;
  },
): JSX.Element {
  const { frame, app, switches, on, robot } = props;
  const { lang } = frame;
  const { failures: t } = sentences(lang).sandbox;
  const names = sentences(lang).acceptance.switches;
  const path = hrefOf(app.id, 'failures');
  return (
    <AppPage {...props} part="failures">
      <p>{t.lead}</p>
      {robot && (
        <p class="note">
          <StateWords kind="waiting">{t.robot}</StateWords>
        </p>
      )}
      <h2>{t.now}</h2>
      {on.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="lines">
        {on.map((one) => (
          <li key={one.switch}>
            <StateWords kind="warning">
              {names[one.switch]}, {t.until(momentWords(one.until, lang))}
            </StateWords>
            <PostForm frame={frame} action={`${path}/off`} name={one.switch}>
              <input type="hidden" name="switch" value={one.switch} />
              <button
                type="submit"
                class="button button-second"
                aria-label={t.off_which(names[one.switch])}
              >
                {t.off}
              </button>
            </PostForm>
          </li>
        ))}
      </ul>
      <PostForm frame={frame} action={path} class="card">
        <Choice
          {...{ id: 'switch', name: 'switch', label: t.which, value: switches[0] }}
          options={switches.map((value) => ({ value, label: names[value] }))}
        />
        <Choice
          {...{ id: 'minutes', name: 'minutes', label: t.minutes, value: '15' }}
          options={minutes.map((one) => ({ value: String(one), label: t.minutes_of(one) }))}
        />
        <button type="submit" class="button">
          {t.on}
        </button>
      </PostForm>
    </AppPage>
  );
}
