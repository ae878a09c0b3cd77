/** Never 2: nobody signs in through a source that the citizen has blocked. */
// Whole, since one block is met at every door, on both stores.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as blocks from '../../src/identities/blocks.ts';
import * as identities from '../../src/identities/identities.ts';
import * as interventions from '../../src/identities/interventions.ts';
import * as sources from '../../src/sources/sources.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  pick,
  press,
  rowCounts,
  type SourceId,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

let p: Province;
let person: ReturnType<typeof someone>;
let identity_id: string;
/** Signed in through the fund, which is at least as strong as any other. */
let owner: ReturnType<typeof visitor>;

const page = '/account/blocks';
const kept = ['artefacts', 'audit_seals', 'audit_pending'];

/** The person presses the button beside a source on their page, as it stands or as it stood. */
async function blockOnPage(source: SourceId, who = owner, drawn?: Page) {
  const shown = drawn ?? (await who.open(`${p.issuer}${page}`));
  const forms = shown.forms.filter(
    ({ action, fields }) => action.pathname === `${page}/block` && fields['source'] === source,
  );
  return who.submit({ ...shown, forms });
}

/** The latest event of a kind, and what it says why. */
async function last(kind: string) {
  const found = (await auditTrail(p.base)).filter((event) => event.kind === kind);
  return found.map(({ detail }) => detail['reason']);
}

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
  });
  afterAll(() => p.stop());
  beforeEach(async () => {
    person = someone('卞测试');
    owner = visitor();
    const tokens = await tokensThrough(p, owner, 'fund', person);
    await tokensThrough(p, visitor(), 'medical', person);
    ({ identity_id } = await sessionOf(p, tokens));
  });

  it('at the picker, whoever proves the account there is turned away and told why; the trail says so', async () => {
    expect((await blockOnPage('medical')).url.search).toBe('?done=source_blocked');
    const who = visitor();
    const picker = await who.open(p.hall.ask(p.issuer).address);
    const refused = await pick(p, who, picker, 'medical', person);
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('login.source_blocked'),
    ]);
    expect(refused.text).toContain('您停用了这种登录方式');
    expect(await last('identity.arrived')).toContain('source_blocked');
    expect(await last('login.refused')).toContain('source_blocked');
    expect(await last('identity.source_blocked')).toHaveLength(1);
  });

  it('of somebody else it says nothing and stops nothing', async () => {
    await blockOnPage('medical');
    const tokens = await tokensThrough(p, visitor(), 'medical', someone('别测试'));
    expect(tokens.id_token).toBeTruthy();
  });

  it('between the start and the return of a visit it lets nobody in, and writes no session', async () => {
    const away = visitor({ stopsAt: ({ pathname }) => pathname.startsWith('/callback/') });
    const picker = await away.open(p.hall.ask(p.issuer).address);
    const back = await pick(p, away, picker, 'medical', person);
    await blockOnPage('medical');
    const here = visitor();
    for (const [name, cookie] of away.cookies) here.cookies.set(name, cookie);
    const refused = await here.open(back.url);
    expect(refused.text).toContain('login.source_blocked');
    const live = p.base.db('sessions').where({ identity_id, source_id: 'medical', ended_at: null });
    expect(await live).toEqual([]);
  });

  it('in the last instant, when the engine is about to begin the session, it lets nobody in', async () => {
    const away = visitor({ stopsAt: ({ pathname }) => /^\/auth\/./.test(pathname) });
    const picker = await away.open(p.hall.ask(p.issuer).address);
    const resume = await pick(p, away, picker, 'medical', person);
    expect(resume.url.pathname).toMatch(/^\/auth\//);
    await blockOnPage('medical');
    const before = await rowCounts(p, kept);
    const here = visitor();
    for (const [name, cookie] of away.cookies) here.cookies.set(name, cookie);
    const refused = await here.open(resume.url);
    expect(refused.url.searchParams.get('code')).toBeNull();
    expect(refused.text).toContain('login.source_blocked');
    expect((await rowCounts(p, kept))['sessions']).toBe(before['sessions']);
  });

  it('ends the sessions that came through it, and no hop, code, refresh or userinfo goes through', async () => {
    const who = visitor();
    const tokens = await tokensThrough(p, who, 'medical', person);
    const session = await sessionOf(p, tokens);
    const open = p.hall.ask(p.issuer, { prompt: 'none' });
    const code = codeOf(await who.open(open.address));
    await blockOnPage('medical');
    expect(await p.base.db('sessions').where({ id: session.id }).first()).toMatchObject({
      end_reason: 'source_blocked',
    });
    // Refused at once, or by its code where the store remembers better days.
    const ask = p.subhall.ask(p.issuer, { prompt: 'none' });
    const given = (await who.open(ask.address)).url.searchParams.get('code') ?? 'none';
    expect((await p.subhall.exchange(p.issuer, given, ask.verifier)).status).toBe(400);
    const hop = await who.open(p.subhall.ask(p.issuer, { prompt: 'none' }).address);
    expect(hop.url.searchParams.get('error')).toBe('login_required');
    expect((await p.hall.exchange(p.issuer, code, open.verifier)).body.error).toBe('invalid_grant');
    const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(refreshed.body.error).toBe('invalid_grant');
    expect((await p.hall.userinfo(p.issuer, tokens.access_token ?? '')).status).toBe(401);
    expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
    // The one who blocked it, come another way, goes on.
    expect((await owner.open(`${p.issuer}/account`)).url.pathname).toBe('/account');
  });

  it('from the row on, before the sessions have been ended, nothing goes through', async () => {
    const who = visitor();
    const tokens = await tokensThrough(p, who, 'medical', person);
    const open = p.hall.ask(p.issuer, { prompt: 'none' });
    const code = codeOf(await who.open(open.address));
    const { id } = await sessionOf(p, tokens);
    await blockOnPage('medical');
    // As a node sees it that has read nothing but the block.
    await p.base.db('sessions').where({ id }).update({ ended_at: null, end_reason: null });
    const ask = p.subhall.ask(p.issuer, { prompt: 'none' });
    const given = (await who.open(ask.address)).url.searchParams.get('code') ?? 'none';
    expect((await p.subhall.exchange(p.issuer, given, ask.verifier)).status).toBe(400);
    expect((await p.hall.exchange(p.issuer, code, open.verifier)).body.error).toBe('invalid_grant');
    const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(refreshed.body.error).toBe('invalid_grant');
  });

  it('an account there can neither be added nor proved to join two identities', async () => {
    await blockOnPage('medical');
    const other = someone('卞测试', { id_number: person.id_number });
    const arrival = await arrivalOf('medical', other);
    const came = await identities.resolve(p.base, arrival, {
      proved_identity_id: identity_id,
      proved_level: 3,
    });
    expect(came).toMatchObject({ outcome: 'refused', reason: 'source_blocked' });
    const [link] = await p.base.db('links').where({ identity_id, source_id: 'medical' });
    expect(await identities.wayStands(p.base, { link_id: link?.id ?? '' })).toBe(false);
  });

  it('a source that is connected later is blocked where the person wanted that, until they let it in', async () => {
    const shown = await owner.open(`${p.issuer}${page}`);
    await press(owner, shown, '/block-new');
    await p.base
      .db('sources')
      .where({ id: 'tourism' })
      .update({ first_live_at: new Date(p.clock.now().getTime() + 60_000) });
    expect(await blocks.among(p.base, identity_id, ['fund', 'medical', 'tourism'])).toEqual(
      new Set(['tourism']),
    );
    const again = await owner.open(`${p.issuer}${page}`);
    const forms = again.forms.filter(({ action }) => action.pathname === `${page}/allow`);
    expect(forms.map(({ fields }) => fields['source'])).toEqual(['tourism']);
    await owner.submit({ ...again, forms });
    expect(await blocks.among(p.base, identity_id, ['tourism'])).toEqual(new Set());
    await p.base.db('sources').where({ id: 'tourism' }).update({ first_live_at: null });
    await sources.pause(p.base, 'tourism', { kind: 'system' });
    await sources.resume(p.base, 'tourism', { kind: 'system' });
  });

  it('once it is let in again, it opens new sessions and revives none', async () => {
    const who = visitor();
    const tokens = await tokensThrough(p, who, 'medical', person);
    await blockOnPage('medical');
    const shown = await owner.open(`${p.issuer}${page}`);
    await press(owner, shown, `${page}/allow`);
    const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(refreshed.body.error).toBe('invalid_grant');
    expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
    expect((await tokensThrough(p, visitor(), 'medical', person)).id_token).toBeTruthy();
  });

  describe('nobody locks out the owner', () => {
    it('who came a weak way shuts no stronger one', async () => {
      const weak = visitor();
      await comeThrough(p, weak, await weak.open(`${p.issuer}${page}`), 'medical', person);
      const refused = await blockOnPage('fund', weak);
      expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('更可靠')]);
      expect(await blocks.among(p.base, identity_id, ['fund'])).toEqual(new Set());
    });

    it('who signed in long ago signs in again first', async () => {
      p.clock.advance(11 * 60_000);
      const asked = await blockOnPage('medical');
      expect(asked.url.pathname).toMatch(/^\/signin\//);
      expect(await blocks.among(p.base, identity_id, ['medical'])).toEqual(new Set());
      const back = await comeThrough(p, owner, asked, 'fund', person);
      expect(back.url.pathname).toBe(page);
    });

    it('the last way in stays, also when two tabs shut one each', async () => {
      const otherTab = await owner.open(`${p.issuer}${page}`);
      await blockOnPage('medical');
      const now = await owner.open(`${p.issuer}${page}`);
      expect(now.text).toContain('停用后您就没有办法登录了');
      expect(now.forms.some(({ fields }) => fields['source'] === 'fund')).toBe(false);
      const last = await blockOnPage('fund', owner, otherTab);
      expect([last.status, last.text]).toEqual([409, expect.stringContaining('没有办法登录')]);
      expect(await blocks.among(p.base, identity_id, ['fund'])).toEqual(new Set());
    });

    it('whom staff ask for new evidence comes by any way', async () => {
      await blockOnPage('medical');
      const order = { identity_id, reason_code: 'misuse_suspected' } as const;
      await interventions.requireEvidence(p.base, order, { staff_id: identity_id });
      const who = visitor();
      const { address } = p.hall.ask(p.issuer);
      const told = await comeThrough(p, who, await who.open(address), 'medical', person);
      expect(codeOf(await press(who, told, '/told'))).toBeTruthy();
    });

    it('what was done stands in the list that its owner reads', async () => {
      await blockOnPage('medical');
      const home = await owner.open(`${p.issuer}/account`);
      expect(home.text).toContain('您还没有看过');
      const history = await owner.open(`${p.issuer}/account/history`);
      expect(history.text).toContain('停用了一种登录方式');
      expect(history.text).toContain('医保账号');
    });
  });
});

/** As the source says it, before anybody looked whose it is. */
async function arrivalOf(source_id: SourceId, account: ReturnType<typeof someone>) {
  const row = await sources.read(p.base, source_id);
  if (!row) throw new Error('no such source');
  const { sub: subject, ...attributes } = account;
  return sources.underRules(row, {
    ...{ source_id, subject, attributes, authority: 'x', amr: ['pwd'], level: 2 },
    ...{ registration: 'issued', evidence_days: 30 },
  } as never);
}
