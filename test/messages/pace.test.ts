import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as messages from '../../src/messages/messages.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(() => fresh.base.db('tries').delete());

const to = '+8619900000001';
/** Some minutes later: the library reads the clock of the process. */
const later = (...which: string[]) =>
  Promise.all(
    which.map((name) => fresh.base.db('tries').where('key', 'like', `${name}:%`).delete()),
  );
async function ask(network: string, kept = false): Promise<boolean> {
  await later('sent-minute', 'sent-hour');
  return (await messages.allow(fresh.base, { to, network, kept })) === 0;
}
async function granted(network: string, times: number, kept = false): Promise<number> {
  let count = 0;
  for (let turn = 0; turn < times; turn += 1) if (await ask(network, kept)) count += 1;
  return count;
}

describe('the messages of one telephone', () => {
  it('are not used up by a stranger in one place', async () => {
    expect(await granted('192.0.2.1', 20)).toBe(3);
    expect(await granted('198.51.100.7', 20)).toBe(3);
  });

  it('are not used up for whoever recovers an account, by strangers in many places', async () => {
    let strangers = 0;
    for (let at = 1; at < 9; at += 1) strangers += await granted(`192.0.2.${at}`, 5);
    expect(strangers).toBe(7);
    expect(await granted('198.51.100.7', 1)).toBe(0);
    expect(await granted('198.51.100.7', 5, true)).toBe(3);
  });

  it('are ten a day whoever asks', async () => {
    let all = 0;
    for (let at = 1; at < 9; at += 1) all += await granted(`192.0.2.${at}`, 5, true);
    expect(all).toBe(10);
  });

  it('are not used up by asking too early', async () => {
    const early = () => messages.allow(fresh.base, { to, network: '192.0.2.1' });
    expect(await early()).toBe(0);
    for (let turn = 0; turn < 20; turn += 1) expect(await early()).toBeGreaterThan(0);
    expect(await granted('192.0.2.1', 5)).toBe(2);
  });

  it('do not wait a minute more for each stranger who is over their share', async () => {
    await granted('192.0.2.1', 4);
    await later('sent-minute', 'sent-hour');
    const stranger = await messages.allow(fresh.base, { to, network: '192.0.2.1' });
    expect(stranger).toBeGreaterThan(60);
    expect(await messages.allow(fresh.base, { to, network: '198.51.100.7' })).toBe(0);
  });
});
