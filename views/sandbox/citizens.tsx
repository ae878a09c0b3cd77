import type { JSX } from 'preact';
import { Table } from '../admin/table.tsx';
import type { PageFrame } from '../frame.ts';
import { Layout } from '../layout.tsx';
import { sentences } from '../locales/catalogue.ts';
import type { zhCN } from '../locales/sandbox/zh-CN.ts';

type Words = typeof zhCN.citizens;

export interface CitizenLine {
  code: keyof Words['abouts'];
  name: string | undefined;
  number: string | undefined;
  phone: string | undefined;
  level: number;
  places: readonly (keyof Words['places'])[];
}

/** Whom anybody may be in a sandbox, with the password of all of them. */
export function SandboxCitizensPage(props: {
  frame: PageFrame;
  password: string;
  rows: readonly CitizenLine[];
}): JSX.Element {
  const { frame, password, rows } = props;
  const { citizens: t } = sentences(frame.lang).sandbox;
  const columns = [t.username, t.level, t.about, t.where, t.name, t.number, t.phone].map(
    (title) => ({ title, number: title === t.level, whole: title === t.username || undefined }),
  );
  return (
    <Layout frame={frame} title={t.title} console>
      <p class="lead">{t.lead}</p>
      <p>{t.shared}</p>
      <p>
        {t.password_all}
        {': '}
        <code>{password}</code>
      </p>
      <p>{t.levels}</p>
      <Table
        {...{ frame, caption: t.title, empty: t.none, columns }}
        rows={rows.map(({ code, name, number, phone, level, places }) => ({
          cells: [
            <code key="code">{code}</code>,
            String(level),
            t.abouts[code],
            places.map((place) => t.places[place]).join(', '),
            <bdi key="name">{name ?? t.none}</bdi>,
            <code key="number">{number ?? t.none}</code>,
            phone ?? t.none,
          ],
        }))}
      />
      <h2>{t.more}</h2>
      <ul>
        <li>
          <a href="/clients">{t.portal}</a>
        </li>
        <li>
          <a href="/clients/messages">{t.messages}</a>
        </li>
        <li>{t.register}</li>
      </ul>
    </Layout>
  );
}
