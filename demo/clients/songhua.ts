import * as oidc from 'openid-client';
import type { LocalSession } from './local-sessions.ts';
import type { Service } from './service.ts';

/** Songhua as a service speaks to it: its metadata, and the API of records with the right token. */
export interface Songhua {
  metadata(): Promise<oidc.Configuration>;
  /** Asks as the citizen who is signed in; undefined when there is no such thing. Throws SignedOut. */
  asCitizen(session: LocalSession, path: string): Promise<unknown>;
  /** Posts case events as the service itself. */
  report(events: readonly object[]): Promise<Result[]>;
}

/** Songhua knows no such session any more. */
export class SignedOut extends Error {}

export interface Result {
  id?: string;
  result: 'applied' | 'duplicate' | 'stale' | 'refused';
  code?: string;
  field?: string;
}

const PATIENCE_MS = 5_000;

export function songhuaFor(
  service: Pick<Service, 'issuer' | 'client_id' | 'client_secret'>,
): Songhua {
  const metadata = once(() =>
    oidc.discovery(
      new URL(service.issuer),
      service.client_id,
      service.client_secret,
      oidc.ClientSecretBasic(service.client_secret),
      // The sample province speaks http, on this machine only.
      { execute: [oidc.allowInsecureRequests] },
    ),
  );
  let own: { token: string; until: number } | undefined;

  const ask = (path: string, token: string, more: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, service.issuer), {
      ...more,
      headers: { authorization: `Bearer ${token}`, ...more.headers },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });

  /** Client credentials (RFC 6749 §4.4). */
  async function ownToken(): Promise<string> {
    if (own && own.until > Date.now()) return own.token;
    const answer = await oidc.clientCredentialsGrant(await metadata(), { scope: 'records:write' });
    own = {
      token: answer.access_token,
      until: Date.now() + ((answer.expires_in ?? 60) - 30) * 1000,
    };
    return own.token;
  }

  /** One refresh for all who wait: a refresh token works once. */
  async function refreshed(session: LocalSession): Promise<boolean> {
    const { refresh_token } = session;
    if (!refresh_token) return false;
    session.refreshing ??= (async () => {
      try {
        const answer = await oidc.refreshTokenGrant(await metadata(), refresh_token);
        session.access_token = answer.access_token;
        session.refresh_token = answer.refresh_token;
        return true;
      } catch {
        return false;
      }
    })().finally(() => {
      session.refreshing = undefined;
    });
    return session.refreshing;
  }

  return {
    metadata,
    async asCitizen(session, path) {
      let answer = await ask(path, session.access_token);
      if (answer.status === 401 && (await refreshed(session)))
        answer = await ask(path, session.access_token);
      if (answer.status === 401) throw new SignedOut();
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`records: ${answer.status}`);
      return answer.json();
    },
    async report(events) {
      const post = async () =>
        ask('/api/records/events', await ownToken(), {
          method: 'POST',
          headers: { 'content-type': 'application/cloudevents-batch+json' },
          body: JSON.stringify(events),
        });
      let answer = await post();
      if (answer.status === 401) {
        own = undefined;
        answer = await post();
      }
      if (!answer.ok) throw new Error(`case events: ${answer.status}`);
      return ((await answer.json()) as { results: Result[] }).results;
    },
  };
}

/** Done at the first need; a failure is not kept, the next one tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((fault) => {
      made = undefined;
      throw fault;
    });
    return made;
  };
}
