/** Never 2: a source that is switched off carries nobody on to another client either. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { another } from '../oidc/rig.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import {
  codeOf,
  type Province,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

const staff = { kind: 'staff', id: 'duty-officer' } as const;

let p: Province;

onBothStores((env) => {
  beforeAll(async () => {
    p = await startProvince({ env: env() });
  });
  afterAll(() => p.stop());

  it('from the switch on, before its sessions have been ended, no hop, refresh or code goes through', async () => {
    const who = visitor();
    const tokens = await tokensThrough(p, who, 'medical', someone('褚测试'));
    const open = p.hall.ask(p.issuer, { prompt: 'none' });
    const code = codeOf(await who.open(open.address));
    await sources.pause(p.base, 'medical', staff);
    // Refused at once, or by its code when the store remembered better days; given is nothing.
    const ask = p.subhall.ask(p.issuer, { prompt: 'none' });
    const hop = (await who.open(ask.address)).url.searchParams;
    const given = hop.get('code') ?? 'none';
    expect((await p.subhall.exchange(p.issuer, given, ask.verifier)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'grant request is invalid',
    });
    const again = await who.open(p.subhall.ask(p.issuer, { prompt: 'none' }).address);
    expect(again.url.searchParams.get('error')).toBe('login_required');
    expect((await p.hall.exchange(p.issuer, code, open.verifier)).body.error).toBe('invalid_grant');
    const refreshed = await p.hall.refresh(p.issuer, tokens.refresh_token ?? '');
    expect(refreshed.body.error).toBe('invalid_grant');
    expect((await who.open(`${p.issuer}/account`)).url.pathname).toMatch(/^\/signin\//);
  });

  it('a session that stands on another source by now opens no client that does not accept that one', async () => {
    const party = await another(p, 'fund-only', { accepted_sources: ['fund'] });
    const [who, account] = [visitor(), someone('沈测试')];
    const tokens = await tokensThrough(p, who, 'fund', account);
    const { id } = await sessionOf(p, tokens);
    // As after a fail-over: the database knows of another way in, a store may remember the first.
    await p.base.db('sessions').where({ id }).update({ source_id: 'tourism' });
    const hop = await who.open(party.ask(p.issuer, { prompt: 'none' }).address);
    expect(hop.url.searchParams.get('error')).toBe('interaction_required');
    await party.stop();
  });
});
