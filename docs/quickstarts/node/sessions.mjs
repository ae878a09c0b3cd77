// Sessions are kept here, and known to the browser by a random name alone. Where several processes
// serve one application they belong into a store that all of them share.
import { randomBytes } from 'node:crypto';
import { PORT, SECURE } from './gateway.mjs';

// All ports of localhost share their cookies: there the name carries the port.
const COOKIE = SECURE ? '__Host-session' : `session-${PORT}`;
const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 60 * 60_000;

export const sessions = new Map();

export function sessionOf(request) {
  const name = new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})(?:;|$)`).exec(
    request.headers.cookie ?? '',
  )?.[1];
  const session = sessions.get(name);
  if (!session) return undefined;
  const now = Date.now();
  if (now > session.used + IDLE_MS || now > session.begun + LONGEST_MS) {
    sessions.delete(name);
    return undefined;
  }
  session.used = now;
  return session;
}

/** A new name each time: whoever knew the old one knows nothing. */
export function newSession(response, more = {}) {
  const name = randomBytes(32).toString('base64url');
  const now = Date.now();
  const session = { name, begun: now, used: now, visits: new Map(), ...more };
  sessions.set(name, session);
  const secure = SECURE ? '; Secure' : '';
  response.setHeader('set-cookie', `${COOKIE}=${name}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  return session;
}

setInterval(() => {
  const now = Date.now();
  for (const [name, { used, begun }] of sessions)
    if (now > used + IDLE_MS || now > begun + LONGEST_MS) sessions.delete(name);
}, 60_000).unref();

/** Ends every session that somebody has by this session of the gateway. */
export function endBySid(sid) {
  for (const [name, { person }] of sessions) if (person?.sid === sid) sessions.delete(name);
}
