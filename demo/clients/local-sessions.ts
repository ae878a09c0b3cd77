import { randomBytes } from 'node:crypto';

/** Whom a service knows in one browser, from what Songhua told it. */
export interface LocalSession {
  sub: string;
  /** The session's name at Songhua for this client: what a logout token names. */
  sid: string;
  id_token: string;
  access_token: string;
  refresh_token?: string | undefined;
  /** While the two are exchanged for new ones. */
  refreshing?: Promise<boolean> | undefined;
  level: number;
  name: string;
  alias?: string;
  id_type?: string;
  id_no?: string;
  phone?: string;
  /** Songhua told that the consent is withdrawn: what rested on it is gone from here. */
  withdrawn?: true;
  csrf: string;
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

interface Kept<T> {
  value: T;
  until: number;
}

/** Things kept per browser, in memory, under a random name that its cookie holds. */
export function browserStore<T>({ lifeMs }: { lifeMs: number }) {
  const kept = new Map<string, Kept<T>>();
  const store = {
    put(value: T): string {
      for (const [key, { until }] of kept) if (until <= Date.now()) kept.delete(key);
      const key = newSecret();
      kept.set(key, { value, until: Date.now() + lifeMs });
      return key;
    },
    /** Reading is use: the life begins anew. */
    read(key: string | undefined): T | undefined {
      const found = kept.get(key ?? '');
      if (!found || found.until <= Date.now()) return undefined;
      found.until = Date.now() + lifeMs;
      return found.value;
    },
    take(key: string | undefined): T | undefined {
      const value = store.read(key);
      kept.delete(key ?? '');
      return value;
    },
    each(visit: (value: T) => void): void {
      for (const { value } of kept.values()) visit(value);
    },
    removeWhere(matches: (value: T) => boolean): void {
      for (const [key, { value }] of kept) if (matches(value)) kept.delete(key);
    },
  };
  return store;
}

/** A service's own sessions: half an hour without use, and not one moment after a sign-out. */
export function localSessions() {
  const store = browserStore<LocalSession>({ lifeMs: 30 * 60_000 });
  return { start: store.put, read: store.read, each: store.each, end: store.removeWhere };
}
