import { expect } from 'vitest';
import type { Base } from '../../src/base.ts';
import type { Console, Member } from './console.ts';

/** What the tests of previews share: the way to a source and back, and what the database holds. */

const html = { accept: 'text/html' };

/** Begins a visit as somebody of the staff; gives where their browser is sent. */
export async function sentTo(who: Member, id: string): Promise<string> {
  const fields = { _csrf: await who.csrf() };
  const began = await who.post(`/admin/sources/${id}/preview`, fields, html);
  expect(began.status).toBe(303);
  return began.headers.get('location') ?? '';
}

/** The callback, without any cookie, as a browser that comes from another site makes it; gives the page that it leads to. */
export async function back(to: URL, body?: URLSearchParams): Promise<string> {
  const hop = await fetch(to, {
    ...{ redirect: 'manual', headers: html },
    ...(body && { method: 'POST', body }),
  });
  expect(hop.status).toBe(200);
  const refresh = hop.headers.get('refresh') ?? '';
  const path = /^0; url=(\/admin\/sources\/\S+\?visit=[\w-]{43})$/.exec(refresh)?.[1] ?? '';
  expect(await hop.text()).toContain(`href="${path}"`);
  return path;
}

/** Everything that is kept, but for the trail, what passes, tries, and that an answer was taken. */
export async function content({ base }: Console | { base: Base }): Promise<string> {
  const { rows } = await base.db.raw(
    `select table_name from information_schema.tables where table_schema = current_schema()
     and table_type = 'BASE TABLE' order by 1`,
  );
  const passing = /^(audit|tries|artefacts|source_once|measures|staff_sessions|config_version)/;
  const all: string[] = [];
  for (const { table_name } of rows) {
    if (passing.test(table_name)) continue;
    const found = await base.db.raw(`select to_jsonb(x)::text as row from ?? x order by 1`, [
      table_name,
    ]);
    all.push(`${table_name} ${JSON.stringify(found.rows)}`);
  }
  return all.join('\n');
}
