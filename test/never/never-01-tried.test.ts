/** Never 1: while a source is tried, it joins nobody and proves nothing, whatever it says of who comes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as identities from '../../src/identities/identities.ts';
import * as sources from '../../src/sources/sources.ts';
import { visitor } from '../support/visitor.ts';
import {
  codeOf,
  comeThrough,
  type Province,
  press,
  sessionOf,
  someone,
  startProvince,
  tokensThrough,
} from './province.ts';

let p: Province;
beforeAll(async () => {
  p = await startProvince();
});
afterAll(() => p?.stop());

const stands = (state: sources.State) =>
  p.base.db('sources').where({ id: 'medical' }).update({ state });
const kept = async (identity_id: string) => ({
  links: await p.base.db('links').where({ identity_id }).orderBy('id'),
  evidence: await p.base.db('evidence').where({ identity_id }).orderBy('id'),
  identifiers: await p.base.db('identifiers').where({ identity_id }).orderBy('id'),
  sessions: await p.base
    .db('sessions')
    .where({ identity_id })
    .orderBy('id')
    .select('id', 'ended_at'),
});

it('an account that tries a source comes in as itself, at level 0, beside whom its number belongs to', async () => {
  const zhang = someone('张测试');
  const owner = await sessionOf(p, await tokensThrough(p, visitor(), 'fund', zhang));
  const before = await kept(owner.identity_id);
  await stands('test');
  await sources.nameTesters(p.base, 'medical', ['tester-1'], { kind: 'system' });
  const who = visitor();
  const ask = p.hall.ask(p.issuer);
  const { url } = await who.open(ask.address);
  // Shown to whoever types its id.
  const found = await who.open(`${p.issuer}${url.pathname}?q=medical`);
  const asked = await comeThrough(p, who, found, 'medical', { ...zhang, sub: 'tester-1' });
  const page = await press(who, asked, '/prove', {}, { name: 'choice', value: 'separate' });
  const tokens = (await p.hall.exchange(p.issuer, codeOf(page), ask.verifier)).body;
  const tried = await sessionOf(p, tokens);
  expect(tried.identity_id).not.toBe(owner.identity_id);
  expect(await kept(owner.identity_id)).toEqual(before);
  const told = await p.hall.verified(p.issuer, tokens.id_token ?? '');
  expect(told['acr']).toBe('urn:songhua:acr:0');
  // The session stands, also at the next client.
  const { address, verifier } = p.subhall.ask(p.issuer);
  const hop = await p.subhall.exchange(p.issuer, codeOf(await who.open(address)), verifier);
  expect(hop.status).toBe(200);
  expect((await identities.read(p.base, tried.identity_id))?.state).toBe('active');
});

it('a rule that is taken back between the proof and the joining is not used any more', async () => {
  await stands('live');
  const arrival = {
    ...{ source_id: 'medical', subject: 'late', attributes: { name: '李测试' } },
    ...{ level: 2, amr: [], registration: 'issued', evidence_days: 365, authority: 'a' },
  } as unknown as sources.Arrival;
  await p.base
    .db('sources')
    .where({ id: 'medical' })
    .update({ ceiling: 1, registration: 'self_registered' });
  const row = await sources.read(p.base, 'medical');
  if (!row) throw new Error('no source');
  expect(sources.underRules(row, arrival)).toMatchObject({
    level: 1,
    registration: 'self_registered',
  });
});
