import type { JSX } from 'preact';
import { Table } from '../admin/table.tsx';
import { momentWords } from '../components/moment.tsx';
import { sentences } from '../locales/catalogue.ts';
import { type PortalFrame, PortalPage } from './portal.tsx';

/** What a sandbox would have sent to its citizens within the hour, the newest first. */
export function MessagesPage(props: {
  frame: PortalFrame;
  to: string;
  messages: readonly {
    channel: 'sms' | 'mail';
    to: string;
    text: string;
    lang: string;
    at: Date;
  }[];
}): JSX.Element {
  const { frame, to, messages } = props;
  const { lang } = frame;
  const { messages: t, citizens } = sentences(lang).sandbox;
  const columns = [t.at, t.channel, t.to, t.text].map((title) => ({
    ...{ title, number: false },
    whole: title === t.at || title === t.to ? (true as const) : undefined,
  }));
  return (
    <PortalPage frame={frame} title={t.title}>
      <p>{t.lead}</p>
      <form method="get" action="/clients/messages" class="filters">
        <div class="filter">
          <label for="to">{t.only}</label>
          <input id="to" name="to" value={to} maxLength={190} autocomplete="off" />
        </div>
        <button type="submit" class="button">
          {t.refresh}
        </button>
      </form>
      <Table
        {...{ frame, caption: t.title, columns, empty: t.empty }}
        rows={messages.map((one) => ({
          cells: [
            momentWords(one.at, lang),
            t.channels[one.channel],
            one.to,
            <span key="text" lang={one.lang}>
              {one.text}
            </span>,
          ],
        }))}
      />
      <p>
        <a href="/sandbox">{citizens.title}</a>
      </p>
    </PortalPage>
  );
}
