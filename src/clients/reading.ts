import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import type { NoticeKind } from '../outbox/kinds.ts';
import * as subscriptions from '../outbox/subscriptions.ts';
import type { Contacts } from './contacts.ts';
import { listed } from './listing-statement.ts';
import { contactsOf } from './proposal.ts';
import * as retirements from './retirements-store.ts';
import * as store from './store.ts';

/** A client as those who look after it see it. */
export type Overview = store.ClientRow & { department_names: departments.Words };

/** Of a secret nothing but when it was made and how long it is good. */
export interface SecretDates {
  created_at: Date;
  expires_at: Date | null;
}

/** One client, its good secrets, and what it is told of; undefined when there is none. */
export async function read(
  base: Base,
  id: string,
): Promise<
  | (Overview & {
      secrets: SecretDates[];
      subscriptions: NoticeKind[];
      contacts: Contacts | undefined;
    })
  | undefined
> {
  const row = await store.byId(base, id);
  if (!row) return undefined;
  const named = await departments.named(base, [row.department_id]);
  return {
    ...row,
    department_names: named.get(row.department_id)?.names as departments.Words,
    contacts: contactsOf(base, row),
    secrets: await store.secretDates(base, id),
    subscriptions: (await subscriptions.byClient(base)).get(id) ?? [],
  };
}

/** Clients within a scope by their ids, from after one of them. */
export async function list(
  base: Base,
  scope: { department_ids: readonly string[] | 'all'; client_ids: readonly string[] },
  page: Parameters<typeof listed>[2],
): Promise<Overview[]> {
  const rows = await listed(base, scope, page);
  const named = await departments.named(base, [...new Set(rows.map((row) => row.department_id))]);
  return rows.map((row) => ({
    ...row,
    department_names: named.get(row.department_id)?.names as departments.Words,
  }));
}

/** An application that is to end, or has, as people who used it read of it. */
export interface Ending {
  names: departments.Words;
  department_names: departments.Words;
  ends_at: Date;
  /** When its department said that it deleted what it was given; null: that is waited for. */
  receipt_at: Date | null;
}

/** Those of these clients that are to end, or have, by their ids. */
export async function endings(base: Base, ids: readonly string[]): Promise<Map<string, Ending>> {
  const rows = ids.length === 0 ? [] : await store.ending(base, ids);
  if (rows.length === 0) return new Map();
  const named = await departments.named(base, [...new Set(rows.map((row) => row.department_id))]);
  const receipts = await retirements.receipts(
    base,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.map(({ id, names, department_id, ends_at }) => [
      id,
      {
        names,
        department_names: named.get(department_id)?.names as departments.Words,
        ends_at: ends_at as Date,
        receipt_at: receipts.get(id) ?? null,
      },
    ]),
  );
}
