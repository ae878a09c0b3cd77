/** Never 9: no personal data in logs, URLs or error pages; identifiers, names and contacts are sealed at rest. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { visitor } from '../support/visitor.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  press,
  sessionOf,
  someone,
  startProvince,
} from './province.ts';

const owner = someone('皇甫测试', {
  phone_number: '13800004417',
  email: 'huangfu-4417@example.test',
  birthdate: '1950-01-01',
});
const username = 'huangfu-4417';
const password = 'river-sturgeon-4417';
const personal = [
  ...[owner.sub, owner['name'], owner['id_number'], owner['phone_number'], owner['email']],
  ...[username, password, 'wrong-sturgeon-9', '220000199912319999'],
].map(String);

const log: string[] = [];
const visited: URL[] = [];
/** Pages that say that something was refused, or went wrong. */
const errorPages: string[] = [];
/** Every value that a browser or client holds as a secret: cookies, codes, tokens. */
const secrets = new Set<string>();

/** A browser whose whole way is kept. */
const watched = () =>
  visitor({
    sees(url, response, body) {
      visited.push(url);
      const location = response.headers.get('location');
      if (location) visited.push(new URL(location, url));
      const code = url.searchParams.get('code');
      if (code && code.length > 20) secrets.add(code);
      for (const cookie of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
        // The cookie of a sign-in under way is its address, and worth nothing without its signature.
        if (/^songhua-\d+(\.sig)?$/.test(name) && value.length > 20) secrets.add(value);
      }
      // A form that is shown again keeps the user name that was typed, for its owner's eyes.
      if (response.status >= 400 && !body.includes('name="username"')) errorPages.push(body);
    },
  });

let p: Province;
beforeAll(async () => {
  p = await startProvince({
    log: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
  });
  await theWholeStory();
}, 120_000);
afterAll(() => p.stop());

/** As many ways as there are for a value to slip into somewhere. */
async function theWholeStory(): Promise<void> {
  const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });
  await sources.register(p.base, {
    ...{ id: 'fund', protocol: 'oidc', department_code: '220000-fund', names: words('公积金') },
    ...{ account_words: words('公积金账号'), registration: 'issued', ceiling: 3 },
    settings: { ...p.providers.fund.settings, patience_ms: 10_000, sign_out: 'always' },
  });
  const who = watched();
  const scope = 'openid profile realname idno phone offline_access';
  const { address, verifier } = p.hall.ask(p.issuer, { scope });
  const page = await comeThrough(p, who, await who.open(address), 'fund', owner);
  const tokens = (await p.hall.exchange(p.issuer, codeOf(page), verifier)).body;
  for (const token of [tokens.access_token, tokens.refresh_token, tokens.id_token])
    secrets.add(String(token));
  const info = await p.hall.userinfo(p.issuer, tokens.access_token ?? '');
  // The story is only worth something if it was this person's, with all that is personal.
  expect(info.body).toMatchObject({ name: owner['name'], id_no: owner['id_number'] });
  const { body: fresh } = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
  for (const token of [fresh.access_token, fresh.refresh_token]) secrets.add(String(token));
  await p.hall.introspect(p.issuer, fresh.access_token ?? '');

  const form = await who.open(`${p.issuer}/account/password`);
  await who.submit(form, { login_name: username, password });
  for (const path of ['', '/sign-in', '/sessions', '/received', '/password'])
    await who.open(`${p.issuer}/account${path}`);

  await withAPassword();
  await withOthers();
  await withFaults(verifier, tokens.refresh_token ?? '');
  const { session_id } = { session_id: (await sessionOf(p, tokens)).id };
  const confirm = await who.open(`${p.issuer}/signout`);
  const ended = await who.submit(confirm, {}, { name: 'logout', value: 'yes' });
  // The sign-out goes on at the department: what names the session there stands in an address.
  const back = await press(who, ended, '/signed-out/source');
  expect(back.text).toContain('公积金的登录也已退出');
  await expectSettled(session_id);
}

async function withAPassword(): Promise<void> {
  // A client may write whatever it likes into a hint; its address is its own, so this way is not kept.
  const other = visitor();
  const { address } = p.hall.ask(p.issuer, { login_hint: username });
  let at = await other.open(address);
  at = await press(other, at, '/source', {}, { name: 'source', value: 'local' });
  at = await press(other, at, '/password', { username, password: 'wrong-sturgeon-9' });
  expect(at.status).toBe(400);
  at = await press(other, at, '/password', {
    username: '220000199912319999',
    password: 'wrong-sturgeon-9',
  });
  at = await press(other, at, '/password', { username: String(owner['id_number']), password });
  secrets.add(codeOf(at));
}

/** A thief with the same number, a stolen answer, a second department. */
async function withOthers(): Promise<void> {
  const thief = watched();
  const picker = await thief.open(p.hall.ask(p.issuer).address);
  await comeThrough(p, thief, picker, 'tourism', { ...owner, sub: 'thief-of-4417' });
  const second = watched();
  const page = await second.open(p.hall.ask(p.issuer).address);
  await comeThrough(p, second, page, 'medical', { ...owner, name: '皇甫别名' });
}

async function withFaults(verifier: string, refresh_token: string): Promise<void> {
  await p.hall.exchange(p.issuer, 'no-such-code', verifier);
  await p.hall.refresh(p.issuer, refresh_token);
  const who = watched();
  await who.open(`${p.issuer}/callback/fund?state=${'A'.repeat(43)}&code=x`);
  await who.open(`${p.issuer}/signin/nobody`);
  await who.open(p.hall.ask(p.issuer, { redirect_uri: 'https://elsewhere.test/' }).address);
  await sources.pause(p.base, 'medical', { kind: 'staff', id: 'duty-officer' });
  const page = await who.open(p.hall.ask(p.issuer).address);
  await press(who, page, '/source', { source: 'medical' });
  // The database refuses, and says which row it was about: a fault of ours, with values at hand.
  await p.base.db.raw(`
    create function spill() returns trigger language plpgsql as
      $$ begin raise exception 'failed at row %', new::text; end $$;
    create trigger spill before insert on audit_events for each row execute function spill()`);
  const at = await pick(p, who, await who.open(p.hall.ask(p.issuer).address), 'fund', owner);
  expect(at.status).toBeGreaterThanOrEqual(500);
  await p.base.db.raw('drop trigger spill on audit_events; drop function spill');
}

async function expectSettled(session_id: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  const due = () => p.base.db('outbox').where({ session_id, state: 'due' });
  while ((await due()).length > 0) {
    if (Date.now() > deadline) throw new Error('the clients were never told');
  }
}

/** How a value may be written: as it is, in a URL, in JSON, in hexadecimal, in base64. */
const spellings = (value: string): string[] => [
  value,
  encodeURIComponent(value),
  JSON.stringify(value).slice(1, -1),
  value.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  Buffer.from(value).toString('hex'),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
  Buffer.from(value).toString('base64url'),
];

function found(text: string, values: Iterable<string>): string[] {
  const folded = text.toLowerCase();
  return [...values].filter((value) =>
    spellings(value).some((spelling) => folded.includes(spelling.toLowerCase())),
  );
}

it('the log has every request and fault, and nothing of anybody', () => {
  const text = log.join('');
  expect(text).toContain('/signin/:uid');
  expect(text).toContain('"fault"');
  expect(found(text, [...personal, ...secrets])).toEqual([]);
});

it('no address that a browser was at or sent to holds anything of the person', () => {
  expect(visited.length).toBeGreaterThan(40);
  expect(found(visited.map(String).join('\n'), personal)).toEqual([]);
});

it('no page that refuses or fails shows anything of the person', () => {
  expect(errorPages.length).toBeGreaterThan(4);
  expect(found(errorPages.join('\n'), [...personal, ...secrets])).toEqual([]);
});

it('no column of any table holds anything of the person, nor a code, token or cookie', async () => {
  expect(secrets.size).toBeGreaterThan(8);
  const { rows: tables } = await p.base.db.raw(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const spilled: Record<string, string[]> = {};
  let rowsSeen = 0;
  for (const { name } of tables as { name: string }[]) {
    const { rows } = await p.base.db.raw(
      'select t::text as plain, to_jsonb(t)::text as json from ?? t',
      [name],
    );
    rowsSeen += rows.length;
    const text = rows.map((row: { plain: string; json: string }) => `${row.plain}\n${row.json}`);
    const values = found(text.join('\n'), [...personal, ...secrets, p.hall.secret]);
    if (values.length > 0) spilled[name] = values;
  }
  expect(rowsSeen).toBeGreaterThan(50);
  expect(spilled).toEqual({});
});

it('what is looked for would be found: a log line, a row and an address that hold it are told apart', () => {
  for (const spelling of spellings('皇甫测试'))
    expect(found(`x${spelling}x`, personal)).toEqual(['皇甫测试']);
  expect(found('nothing of anybody', personal)).toEqual([]);
});
