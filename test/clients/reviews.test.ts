/** The yearly review of an application, and what those who answer for one are written. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as clients from '../../src/clients/clients.ts';
import { open } from '../../src/crypto/seal.ts';
import { connect } from '../../src/db.ts';
import * as departments from '../../src/departments/departments.ts';
import type { Senders } from '../../src/messages/messages.ts';
import { messagePlace } from '../../src/messages/messages.ts';
import { drainOnce } from '../../src/outbox/worker.ts';
import { type FaultyClient, faultyClient } from '../doubles/faulty-client.ts';
import { handlersTo, oweLogouts } from '../outbox/rig.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { auditTrail } from '../support/trail.ts';
import { forms } from './forms.ts';

const DAY = 86_400_000;
const owner = { kind: 'staff', id: '0198f000-0000-7000-8000-000000000001' } as const;
const mailed: Senders = { offers: (channel) => channel === 'mail', of: () => undefined };
const unmailed: Senders = { offers: () => false, of: () => undefined };

let fresh: FreshDatabase;
let due: Date;
beforeEach(async () => {
  fresh = await freshDatabase();
  const words = { 'zh-CN': '吉林省', ko: '길림성', en: 'Jilin' };
  await departments.add(fresh.base, { code: '220000', kind: 'region', names: words });
  await clients.register(fresh.base, {
    ...{ id: 'hall', department_code: '220000', sector: 'hall', ...forms('hall') },
  });
  due = (await clients.read(fresh.base, 'hall'))?.review_due_at ?? new Date(0);
});
afterEach(() => fresh.drop());

const daysBefore = (days: number) => fresh.clock.set(new Date(due.getTime() - days * DAY));
async function remind(base = fresh.base): Promise<number> {
  let count = 0;
  while (await clients.remindOne(base)) count += 1;
  return count;
}
async function tell(
  senders = mailed,
  base = fresh.base,
  speaks: Record<string, 'ko' | 'en'> = {},
): Promise<void> {
  const langOf = async (_: unknown, address: string) => speaks[address];
  while (await clients.tellOne(base, { senders, issuer: 'https://id.example', langOf }));
}
/** The mails that are owed, opened. */
async function mails() {
  const rows = await fresh.base.db('messages').orderBy('id');
  return rows.map(({ id, template, text_sealed }) => ({
    template,
    ...JSON.parse(open(fresh.base.ring, messagePlace(id), text_sealed ?? '')),
  }));
}
const told = async () =>
  (await auditTrail(fresh.base))
    .filter(({ kind }) => /^client\.(review_|contacts)/.test(kind))
    .map(({ kind, detail }) => [kind, detail['days'] ?? detail['what']]);

describe('the yearly review', () => {
  it('is reminded of 60, 30 and 7 days before, once each, and staff are asked 90 days after', async () => {
    const said: [number, number][] = [];
    for (const days of [61, 60, 59, 31, 30, 8, 7, 1, 0, -89, -90, -200]) {
      daysBefore(days);
      said.push([days, await remind()]);
    }
    expect(said.filter(([, count]) => count > 0)).toEqual([
      ...[
        [60, 1],
        [30, 1],
        [7, 1],
        [-90, 1],
      ],
    ]);
    expect(await told()).toEqual([
      ['client.review_reminded', 60],
      ['client.review_reminded', 30],
      ['client.review_reminded', 7],
      ['client.review_overdue', -90],
    ]);
    // Nobody is cut off by a late paper.
    expect((await clients.read(fresh.base, 'hall'))?.state).toBe('live');
  });

  it('is written to each of its contacts once, whichever node comes first', async () => {
    daysBefore(60);
    const second = { ...fresh.base, db: connect(fresh.url) };
    const reminded = await Promise.all([remind(), remind(second)]);
    expect(reminded.reduce((all, one) => all + one)).toBe(1);
    await Promise.all([tell(), tell(mailed, second)]);
    await second.db.destroy();
    const sent = await mails();
    expect(sent.map(({ to }) => to).sort()).toEqual([
      'responsible@example.org',
      'technical@example.org',
    ]);
    expect(sent[0]).toMatchObject({
      template: 'client_review_due',
      words: {
        ...{ service: '应用 hall', day: clients.dayOf(due) },
        link: 'https://id.example/clients/apps/hall',
      },
    });
  });

  it('is written to each contact in the language that they use as a developer, to others in Chinese', async () => {
    const names = { 'zh-CN': '旧大厅', ko: '옛 대청', en: 'The old hall' };
    await fresh.base.db('clients').update({ names: JSON.stringify(names) } as never);
    daysBefore(60);
    await remind();
    await tell(mailed, fresh.base, { 'technical@example.org': 'ko' });
    const sent = (await mails()).sort((a, b) => a.to.localeCompare(b.to));
    expect(sent.map(({ lang, words }) => [lang, words.service])).toEqual([
      ['zh-CN', names['zh-CN']],
      ['ko', names.ko],
    ]);
  });

  it('is not caught up with: the latest reminder stands for those that passed unseen', async () => {
    daysBefore(5);
    expect(await remind()).toBe(1);
    expect(await told()).toEqual([['client.review_reminded', 7]]);
  });

  it('begins anew once it was done', async () => {
    daysBefore(7);
    await remind();
    await clients.review(fresh.base, 'hall', owner);
    expect(await remind()).toBe(0);
    due = (await clients.read(fresh.base, 'hall'))?.review_due_at ?? new Date(0);
    daysBefore(60);
    expect(await remind()).toBe(1);
  });

  it('is asked of no client that is to end, nor of one that was never live', async () => {
    await clients.decideEnd(fresh.base, { id: 'hall', on: '2030-01-01' }, owner);
    await clients.draft(
      fresh.base,
      { id: 'new', department_code: '220000', ...forms('new') },
      owner,
    );
    daysBefore(-100);
    expect(await remind()).toBe(0);
  });

  it('says where it stands in days, for the pages', () => {
    const at = (days: number) =>
      clients.standingOf(
        { review_due_at: due, ends_at: null },
        new Date(due.getTime() - days * DAY),
      );
    expect([61, 60, 1, 0, -89, -90].map((days) => at(days)?.asks)).toEqual([
      ...['nothing', 'soon', 'soon', 'late', 'late', 'staff'],
    ]);
    expect(clients.standingOf({ review_due_at: due, ends_at: due }, due)).toBeUndefined();
  });

  it('is in the trail alone where no mail is set up', async () => {
    daysBefore(60);
    await remind();
    await tell(unmailed);
    expect(await mails()).toEqual([]);
    expect((await auditTrail(fresh.base)).at(-1)).toMatchObject({
      kind: 'client.contacts_told',
      detail: { what: 'review_due', mails: 0 },
    });
  });
});

describe('those who answer for an application', () => {
  it('are told when it goes on after it had been stopped, and since when it had not', async () => {
    const stopped = fresh.clock.now();
    await clients.suspend(fresh.base, 'hall', owner);
    fresh.clock.advance(3 * DAY);
    await clients.resume(fresh.base, 'hall', owner);
    await tell();
    expect((await mails()).map(({ template, words }) => [template, words.day])).toEqual(
      Array(2).fill(['client_resumed', clients.dayOf(stopped)]),
    );
  });

  it('are asked for the receipt once it ended', async () => {
    await clients.decideEnd(
      fresh.base,
      { id: 'hall', on: clients.dayOf(fresh.clock.now()) },
      owner,
    );
    await clients.endDue(fresh.base);
    await tell();
    expect((await mails()).map(({ template }) => template)).toEqual(
      Array(2).fill('client_receipt_owed'),
    );
  });

  describe('whose server was away', () => {
    let server: FaultyClient;
    beforeEach(async () => {
      server = await faultyClient();
    });
    afterEach(() => server.stop());

    /** It fails until it is left alone, and answers again after so long. */
    async function away(ms: number): Promise<void> {
      const down = {
        ...handlersTo({}),
        logout: async () => ({ ok: false as const, fault: 'status_500' }),
      };
      await oweLogouts(fresh.base, 'hall', 1);
      const failing = async () =>
        (await auditTrail(fresh.base)).some(({ kind }) => kind === 'delivery.failing');
      while (!(await failing())) {
        await drainOnce(fresh.base, down, { random: () => 0, onBack: clients.noteBack });
        fresh.clock.advance(60_000);
      }
      fresh.clock.advance(ms);
      await drainOnce(fresh.base, handlersTo({ hall: server.url }), { onBack: clients.noteBack });
      expect((await auditTrail(fresh.base)).map(({ kind }) => kind)).toContain('delivery.resumed');
      await tell();
    }

    it('are told when it was for an hour', async () => {
      await away(3_600_000);
      expect((await mails()).map(({ template }) => template)).toEqual(
        Array(2).fill('client_answers_again'),
      );
    });

    it('are left in peace after some minutes', async () => {
      await away(10 * 60_000);
      expect(await mails()).toEqual([]);
    });
  });
});
