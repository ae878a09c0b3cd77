/** A person who says what they consent to twice at once, in two gateway processes. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { codeOf, somebody } from '../oidc/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { citizen, signInLocally } from '../support/gateway.ts';
import { onBothStores } from '../support/stores.ts';
import { auditTrail } from '../support/trail.ts';
import { type Page, visitor } from '../support/visitor.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ROUNDS = 6;
const words = { 'zh-CN': '寄送结果', ko: '결과발송', en: 'To send you the result' };
const scope = 'openid profile realname idno';
const claim = (of: string): clients.Claim => ({
  ...{ scope: of, basis: 'consent', law: '第十三条', purpose: words, kept_months: 1 },
  optional: true,
});

const saysNumber = (info: object) => 'id_no' in info || 'id_type' in info;
const saysGender = (info: object) => 'gender' in info;

onBothStores((env) => {
  let data: FreshDatabase;
  let two: TwoNodes;
  let people = 0;
  beforeAll(async () => {
    data = await freshDatabase();
    two = await startTwoNodes(data.url, env());
    const asked = [claim('realname'), claim('idno')];
    await clients.setClaims(two.base, 'hall', asked, { kind: 'system' });
    for (const node of two.nodes)
      await vi.waitFor(async () => expect(asksIn(await askedAt(node))).toBe(true), {
        timeout: 10_000,
      });
  });
  afterAll(async () => {
    await two?.stop();
    await data?.drop();
  });

  const askedAt = (node: string) =>
    two.who.open(at(two.hall.ask(two.nodes[0], { scope }).address, node));
  const asksIn = (page: Page) => page.html.includes('name="consent" value="allow"');
  /** The same address, answered by that node. */
  const at = (address: string | URL, node: string) => {
    const { pathname, search } = new URL(address);
    return new URL(pathname + search, node);
  };

  /** Somebody new before the page that asks; presses it once at each node, with these boxes, at once. */
  async function saidTwice(boxes: [string[], string[]]) {
    people += 1;
    const who = visitor();
    const person = await citizen(two.base, `consents-${people}`, somebody());
    const { address, verifier } = two.hall.ask(two.nodes[0], { scope });
    const page = await signInLocally(who, address, person);
    expect(asksIn(page)).toBe(true);
    const form = page.forms.find(({ buttons }) => buttons.some(({ name }) => name === 'consent'));
    if (!form) throw new Error('nobody was asked');
    const plain = Object.entries(form.fields).filter(([name]) => !name.startsWith('scope.'));
    const pages = await Promise.all(
      two.nodes.map((node, of) => {
        const ticked = (boxes[of] ?? []).map((one) => [`scope.${one}`, 'yes']);
        const fields = Object.fromEntries([...plain, ...ticked]);
        const forms = [{ ...form, action: at(form.action, node), fields }];
        return who.submit({ ...page, forms }, {}, { name: 'consent', value: 'allow' });
      }),
    );
    const rows = await two.base
      .db('consents')
      .where({ identity_id: person.identity_id, client_id: 'hall' })
      .orderBy('given_at');
    const trail = (await auditTrail(two.base)).filter(
      ({ kind, object_id }) => kind === 'consent.given' && object_id === person.identity_id,
    );
    return {
      person,
      pages,
      verifier,
      rows,
      trail,
      current: rows.filter((row) => !row.replaced_at),
    };
  }

  describe('two gateway processes', () => {
    it('keep one saying of two presses of one button, and at least one browser comes through', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const boxes = ['realname', 'idno'];
        const { pages, rows, trail, verifier, current } = await saidTwice([boxes, boxes]);
        for (const { status } of pages) expect(status).toBeLessThan(500);
        expect([rows.length, current.length, trail.length]).toEqual([1, 1, 1]);
        const through = pages.filter(({ url }) => url.searchParams.has('code'));
        expect(through.length).toBeGreaterThan(0);
        const { body } = await two.hall.exchange(
          two.nodes[1],
          codeOf(through[0] as Page),
          verifier,
        );
        expect(body['scope']).toBe(scope);
      }
    });

    it('let one of two different sayings count, and whatever came of either gives only that', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { person, pages, current, verifier } = await saidTwice([['realname'], ['idno']]);
        expect(current).toHaveLength(1);
        const said = String(current[0]?.scopes);
        expect(['realname', 'idno']).toContain(said);
        const codes = pages.flatMap(({ url }) => url.searchParams.get('code') ?? []);
        expect(codes.length).toBeGreaterThan(0);
        for (const [at, code] of codes.entries()) {
          const { status, body } = await two.hall.exchange(
            two.nodes[at % 2] as string,
            code,
            verifier,
          );
          expect(status).toBe(200);
          for (const node of two.nodes) {
            const info = (await two.hall.userinfo(node, body.access_token ?? '')).body;
            // It may have come of what was followed a moment later: then it gives neither.
            if (saysNumber(info)) expect(said).toBe('idno');
            if (saysGender(info)) expect(said).toBe('realname');
          }
        }
        const next = two.hall.ask(two.nodes[0], { scope });
        // In another browser: of the two answers one may have left this one without a session.
        const code = codeOf(await signInLocally(visitor(), next.address, person));
        const { body } = await two.hall.exchange(two.nodes[1], code, next.verifier);
        const info = (await two.hall.userinfo(two.nodes[1], body.access_token ?? '')).body;
        expect([saysNumber(info), saysGender(info)]).toEqual([
          said === 'idno',
          said === 'realname',
        ]);
      }
    });
  });
});
