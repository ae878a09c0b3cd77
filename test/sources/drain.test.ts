import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readConfig } from '../../config/index.ts';
import { type Gateway, startGateway } from '../../src/main.ts';
import { drainOnce } from '../../src/outbox/worker.ts';
import * as sessions from '../../src/sessions/sessions.ts';
import * as sources from '../../src/sources/sources.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  press,
  someone,
  startProvince,
} from '../never/province.ts';
import { handlersTo } from '../outbox/rig.ts';
import { site } from '../outbox/site.ts';
import { hop, signedIn, somebody } from '../sessions/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { freePort, gatewayEnv } from '../support/gateway.ts';
import { auditTrail } from '../support/trail.ts';
import { visitor } from '../support/visitor.ts';
import { plant, registration } from './plant.ts';

const staff = { kind: 'staff', id: 'duty-officer' } as const;

describe('a source that is switched off, seen from another node', () => {
  let p: Province;
  let other: Gateway;
  let node: string;
  const dir = mkdtempSync(join(tmpdir(), 'songhua-node-'));
  beforeAll(async () => {
    p = await startProvince();
    const port = await freePort();
    const env = { ...gatewayEnv(p, port, dir), ISSUER: p.issuer };
    const options = { clock: p.clock, log: pino({ level: 'silent' }) };
    other = await startGateway(readConfig(env), options);
    node = `http://localhost:${port}`;
  });
  afterAll(async () => {
    await other?.stop();
    await p?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Begins at the first node; gives the browser as it comes back, at the other one. */
  async function comesBack() {
    const who = visitor({ stopsAt: ({ pathname }) => pathname.startsWith('/callback/') });
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const { url } = await pick(p, who, picker, 'medical', someone('孙测试'));
    const here = visitor();
    for (const [name, cookie] of who.cookies) here.cookies.set(name, cookie);
    const back = new URL(url.pathname + url.search, node);
    return { here, back };
  }
  const started = async () =>
    (await auditTrail(p.base)).filter(({ kind }) => kind === 'session.started').length;

  it('refuses who was at the source and comes back there, and begins no session', async () => {
    const { here, back } = await comesBack();
    const before = await started();
    await sources.pause(p.base, 'medical', staff);
    const refused = await here.open(back);
    expect([refused.status, refused.url.origin]).toEqual([403, node]);
    expect(refused.text).toContain('sources.paused');
    expect(await started()).toBe(before);
    await sources.resume(p.base, 'medical', staff);
  });

  it('would have let the same browser in, had it stayed on', async () => {
    const { here, back } = await comesBack();
    const before = await started();
    const notice = await here.open(back);
    expect([notice.status, notice.text.includes('sources.paused')]).toEqual([200, false]);
    // Forms are posted to the one address that people know, whichever node answers there.
    const asked = await here.open(new URL(notice.url.pathname, p.issuer));
    await press(here, asked, '/notice');
    expect(await started()).toBe(before + 1);
  });

  it('shows at once on the picker of both, and nobody is sent there from either', async () => {
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    expect(picker.html).toContain('value="medical"');
    await sources.switchOff(p.base, 'medical', staff);
    for (const origin of [p.issuer, node]) {
      const again = await who.open(new URL(picker.url.pathname, origin));
      expect(again.html).not.toContain('value="medical"');
    }
    const sent = await pick(p, who, picker, 'medical', someone('钱测试'));
    expect(sent.text).toContain('sources.paused');
    await sources.endSessions(p.base, 'medical', staff);
    await sources.resume(p.base, 'medical', staff);
  });

  it('leaves sessions be where that was chosen: none leads on while it is off, all do afterwards', async () => {
    const [tries, waits] = [visitor(), visitor()];
    const params = async (who: ReturnType<typeof visitor>) =>
      (await who.open(p.hall.ask(p.issuer, { prompt: 'none' }).address)).url.searchParams;
    for (const who of [tries, waits]) {
      const picker = await who.open(p.hall.ask(p.issuer).address);
      codeOf(await comeThrough(p, who, picker, 'fund', someone('周测试')));
    }
    await sources.switchOff(p.base, 'fund', staff, { ends_sessions: false });
    const end = await sources.endSessions(p.base, 'fund', staff);
    expect([end, await sources.stillEnding(p.base, 'fund')]).toEqual([
      { did: 0, done: true },
      false,
    ]);
    expect((await params(tries)).get('error')).toBe('login_required');
    await sources.resume(p.base, 'fund', staff);
    expect(Object.fromEntries(await params(waits))).toHaveProperty('code');
  });
});

describe('the sessions that came through it', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await plant(database.base);
    await sources.register(database.base, registration('drained'));
  });
  afterAll(() => database?.drop());

  const SESSIONS = 40;
  const LIMIT = 8;

  test('end in sets, each client is told no more at a time than its limit, and the report counts', async () => {
    const { base } = database;
    const identity_id = await somebody(base);
    const other = await signedIn(base, identity_id, { source_id: 'elsewhere' });
    for (let number = 0; number < SESSIONS; number += 1) {
      const session = await signedIn(base, identity_id, { source_id: 'drained' });
      await hop(base, session, identity_id, 'hall', ...(number < 10 ? ['tax'] : []));
    }
    await sources.switchOff(base, 'drained', staff);
    expect(await sources.stillEnding(base, 'drained')).toBe(true);
    const rounds: unknown[] = [];
    for (let round = 0; round < 2; round += 1)
      rounds.push(await sources.endSessions(base, 'drained', staff));
    expect(rounds).toEqual([
      { did: SESSIONS, done: false },
      { did: 0, done: true },
    ]);
    expect(await sources.stillEnding(base, 'drained')).toBe(false);
    expect(await sources.affected(base, 'drained')).toEqual({
      begun_at: base.clock.now(),
      done_at: base.clock.now(),
      sessions: SESSIONS,
      clients: [
        { client_id: 'hall', sessions: SESSIONS },
        { client_id: 'tax', sessions: 10 },
      ],
    });
    expect(await sessions.anyLive(base, { ids: [other.id] })).toBe(true);

    // Nobody is answered before as many wait as may be under way: the most that ever wait is counted.
    let waiting: (() => void)[] = [];
    let most = 0;
    let told = 0;
    const client = await site((_request, response) => {
      told += 1;
      waiting.push(() => response.writeHead(200).end());
      most = Math.max(most, waiting.length);
      const last = told === SESSIONS;
      if (waiting.length < LIMIT && !last) return;
      const all = waiting;
      // A ninth, were it under way, would come before these have been answered.
      setImmediate(() =>
        setImmediate(() => {
          waiting = waiting.filter((one) => !all.includes(one));
          for (const answer of all) answer();
        }),
      );
    });
    const address = `http://127.0.0.1:${client.port}/`;
    const handlers = {
      ...handlersTo({ hall: address }),
      artefact: async () => ({ ok: true, status: 200 }) as const,
    };
    while (told < SESSIONS) await drainOnce(base, handlers);
    await client.stop();
    expect(most).toBe(LIMIT);
  });
});
