import { expect, test } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import {
  FIRST_CONTACTS,
  MESSAGES,
  MOST,
  taken,
  within,
  withinMessages,
} from '../../src/sources/bulkhead.ts';

/** Contacts that stay at a source until they are let go. */
function visitors(source_id: string) {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return {
    letGo,
    comes: (step: 'begin' | 'sign_in') => within(source_id, step, () => gate),
  };
}

test('a source that answers slowly has so many places, and the last ones are for who comes back', async () => {
  const { comes, letGo } = visitors('slow');
  const inside = Array.from({ length: FIRST_CONTACTS }, () => comes('begin'));
  await expect(comes('begin')).rejects.toMatchObject({ code: 'sources.busy' });
  inside.push(...Array.from({ length: MOST - FIRST_CONTACTS }, () => comes('sign_in')));
  const refused = await comes('sign_in').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).detail.retry_after).toBe(5);
  expect(taken().get('slow')).toBe(MOST);
  letGo();
  await Promise.all(inside);
  expect(taken().has('slow')).toBe(false);
});

test('a place is free again when the source failed, and another source has its own', async () => {
  const full = visitors('full');
  const inside = Array.from({ length: MOST }, () => full.comes('sign_in'));
  await expect(within('other', 'begin', async () => 'well')).resolves.toBe('well');
  full.letGo();
  await Promise.all(inside);
  for (let round = 0; round <= MOST; round += 1)
    await expect(
      within('full', 'sign_in', async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
  expect(taken().has('full')).toBe(false);
});

test('whoever sends words of sign-outs takes no place of a sign-in, and few of those are read at a time', async () => {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reading = Array.from({ length: MESSAGES }, () => withinMessages('asked', () => gate));
  await expect(withinMessages('asked', async () => 'read')).rejects.toMatchObject({
    code: 'sources.busy',
  });
  expect(taken().has('asked')).toBe(false);
  await expect(within('asked', 'begin', async () => 'well')).resolves.toBe('well');
  await expect(withinMessages('other', async () => 'read')).resolves.toBe('read');
  letGo();
  await Promise.all(reading);
  await expect(withinMessages('asked', async () => 'read')).resolves.toBe('read');
});
