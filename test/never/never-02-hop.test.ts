/** Never 2: a source that is switched off carries nobody on to another client either. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as sources from '../../src/sources/sources.ts';
import { onBothStores } from '../support/stores.ts';
import { visitor } from '../support/visitor.ts';
import { codeOf, type Province, someone, startProvince, tokensThrough } from './province.ts';

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
});
