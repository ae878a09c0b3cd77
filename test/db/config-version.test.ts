import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { transaction } from '../../src/base.ts';
import {
  bumpConfigVersion,
  type ConfigWatch,
  configVersion,
  watchConfigVersion,
} from '../../src/config-version.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

const NEVER_BY_ITSELF = 1_000_000;

let fresh: FreshDatabase;
let watch: ConfigWatch | undefined;
beforeEach(async () => {
  fresh = await freshDatabase();
});
afterEach(async () => {
  await watch?.stop();
  await fresh.drop();
});

test('a node is ready once it has polled, and not when a second has passed without a poll', async () => {
  watch = watchConfigVersion(fresh.base.db, fresh.clock, () => {}, NEVER_BY_ITSELF);
  expect(watch.ready()).toBe(false);
  await watch.check();
  expect(watch.ready()).toBe(true);
  fresh.clock.advance(1_000);
  expect(watch.ready()).toBe(true);
  fresh.clock.advance(1);
  expect(watch.ready()).toBe(false);
  await watch.check();
  expect(watch.ready()).toBe(true);
});

test('a change made by another node is told once, with its number', async () => {
  const seen: bigint[] = [];
  watch = watchConfigVersion(fresh.base.db, fresh.clock, (v) => void seen.push(v), NEVER_BY_ITSELF);
  await watch.check();
  await bumpConfigVersion(fresh.base);
  await watch.check();
  await watch.check();
  expect(seen).toEqual([await configVersion(fresh.base.db)]);
});

test('a change that could not be loaded leaves the node unready and is offered again', async () => {
  let fails = false;
  let loads = 0;
  const load = () => {
    loads += 1;
    if (fails) throw new Error('the keys could not be read');
  };
  watch = watchConfigVersion(fresh.base.db, fresh.clock, load, NEVER_BY_ITSELF);
  await watch.check();
  await bumpConfigVersion(fresh.base);
  fails = true;
  fresh.clock.advance(1_500);
  await expect(watch.check()).rejects.toThrow('the keys could not be read');
  expect(watch.ready()).toBe(false);
  fails = false;
  await watch.check();
  expect(loads).toBe(2);
  expect(watch.ready()).toBe(true);
});

test('a change that was rolled back is never told', async () => {
  const seen: bigint[] = [];
  watch = watchConfigVersion(fresh.base.db, fresh.clock, (v) => void seen.push(v), NEVER_BY_ITSELF);
  await watch.check();
  const failed = transaction(fresh.base, async (base) => {
    await bumpConfigVersion(base);
    throw new Error('given up');
  });
  await expect(failed).rejects.toThrow('given up');
  await watch.check();
  expect(seen).toEqual([]);
});

test('it polls by itself, and a database that is gone shows as not ready', async () => {
  const changed = vi.fn();
  watch = watchConfigVersion(fresh.base.db, fresh.clock, changed, 5);
  await vi.waitFor(() => expect(watch?.ready()).toBe(true));
  await bumpConfigVersion(fresh.base);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1));
  await watch.stop();
  await fresh.base.db.destroy();
  watch = watchConfigVersion(fresh.base.db, fresh.clock, changed, NEVER_BY_ITSELF);
  await expect(watch.check()).rejects.toThrow();
  expect(watch.ready()).toBe(false);
});
