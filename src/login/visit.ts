import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { h } from 'preact';
import { inWords, type PageFrame } from '../../views/frame.ts';
import { VisitPage } from '../../views/login/visit.tsx';
import { keyedHash } from '../crypto/hash.ts';
import { open, seal } from '../crypto/seal.ts';
import { Refusal } from '../errors.ts';
import { formsMayLeadTo, originOf } from '../http/headers.ts';
import { renderPage } from '../http/render.tsx';
import { seeOther } from '../http/see-other.ts';
import type { Answer, Remembered } from '../sources/contract.ts';
import { preview } from '../sources/previewing.ts';
import * as sources from '../sources/sources.ts';
import type { LoginNeeds } from './needs.ts';

/**
 * One visit to a source: begun here, answered at the callback, taken once by the browser that began
 * it. A visit is kept under the keyed hash of its `state`; what came back is kept apart under a
 * random handle, so that whoever knows a state cannot fetch another's answer, and a late answer
 * cannot bring a taken visit back.
 */
interface Visit {
  source_id: string;
  purpose: Purpose;
  expires_at: string;
  /** What the source asked to remember; secrets of the visit. */
  sealed: string;
}

/** What a visit is for; whoever was told that it only compares is not linked by it, whatever changes meanwhile. */
export type Purpose = Proved & { comparing?: boolean };

/** The part of a purpose that the browser proves by a cookie. */
type Proved =
  | { kind: 'signin'; uid: string }
  | { kind: 'linking'; session_uid: string }
  /** Somebody of the staff looks at what a source says (previews.ts). */
  | { kind: 'preview'; staff_session_id: string };

interface Kept {
  visit: string;
  sealed: string;
}

/** Nobody is hurried: no limit under 10 minutes (PAGES). */
const minutes = 30;
/** Kept longer than it counts, so that lateness and a second use can be told from forgery. */
const ttl = 4 * 3600;

/**
 * A browser brings one answer, and a few more by double clicks and reloads. Whoever else knows a
 * state fills no store with answers to it.
 */
const MOST_ANSWERS = 10;

const rememberedAt = (row: string) => ({ table: 'visits', column: 'remembered', row });
const answerAt = (row: string) => ({ table: 'visits', column: 'answer', row });

interface Start {
  row: sources.SourceRow;
  purpose: Purpose;
  frame: PageFrame;
  ui_locales?: string;
  reauthenticate?: boolean;
  /** What the service needs, so that the source is asked for no less. */
  level?: number;
}

/** Sends the browser to a source: 303, or a form of its own that posts there. */
export async function begin(needs: LoginNeeds, ctx: Context, start: Start): Promise<void> {
  const source = opened(needs, start);
  if (source.kind !== 'redirect') throw new Error(`source ${start.row.id} is not visited`);
  const state = randomBytes(32).toString('base64url');
  const key = keyOf(needs, 'state', state);
  const { to, remember } = await source.begin({
    state,
    callback: `${needs.issuer}/callback/${start.row.id}`,
    ui_locales: start.ui_locales,
    reauthenticate: start.reauthenticate,
    level: start.level,
  });
  const visit: Visit = {
    source_id: start.row.id,
    purpose: start.purpose,
    expires_at: new Date(needs.base.clock.now().getTime() + minutes * 60_000).toISOString(),
    sealed: seal(needs.base.ring, rememberedAt(key), JSON.stringify(remember)),
  };
  await needs.passing.put('Visit', key, visit, ttl);
  if (to.kind === 'location') return seeOther(ctx, to.url);
  formsMayLeadTo(ctx, [originOf(to.url) ?? []].flat());
  ctx.type = 'html';
  ctx.body = renderPage(
    h(VisitPage, {
      frame: start.frame,
      source: { name: inWords(start.row.names, start.frame.lang) },
      url: to.url,
      fields: to.fields,
    }),
  );
}

/** A source is looked at in whatever state it is; anybody else comes as its state allows. */
const opened = ({ base }: LoginNeeds, { row, purpose }: Start) =>
  purpose.kind === 'preview'
    ? preview(base, row)
    : sources.open(base, row, { comparing: purpose.comparing === true });

/**
 * Keeps what came back at the callback, for the browser that began. Gives where that browser is to
 * prove itself, and with which handle.
 * @throws Refusal `login.visit_unknown`, `login.visit_used`, `login.visit_expired`, `login.visit_full`
 */
export async function keepAnswer(
  needs: LoginNeeds,
  source_id: string,
  answer: Answer,
): Promise<{ purpose: Purpose; handle: string }> {
  const state = answer.params['state'] ?? answer.params['RelayState'];
  if (!state) throw new Refusal('login.visit_unknown', { field: 'state' });
  const key = keyOf(needs, 'state', state);
  const visit = (await needs.passing.read('Visit', key)) as Visit | undefined;
  if (!visit) throw await gone(needs, key);
  if (visit.source_id !== source_id) throw new Refusal('login.visit_unknown', { field: 'state' });
  if (new Date(visit.expires_at) <= needs.base.clock.now())
    throw new Refusal('login.visit_expired');
  const handle = randomBytes(32).toString('base64url');
  const row = keyOf(needs, 'handle', handle);
  const kept: Kept = {
    visit: key,
    sealed: seal(needs.base.ring, answerAt(row), JSON.stringify(answer)),
  };
  const limit = { of: key, most: MOST_ANSWERS };
  if (await needs.passing.putOneOf('Visit', row, kept, ttl, limit))
    return { purpose: visit.purpose, handle };
  // Taken in this moment, or there were too many.
  const there = await needs.passing.read('Visit', key);
  throw there ? new Refusal('login.visit_full') : await gone(needs, key);
}

export interface Taken {
  source_id: string;
  comparing: boolean;
  answer: Answer;
  remembered: Remembered;
}

/**
 * Takes a visit with its answer: exactly one caller on any node gets it, and only for the purpose
 * that it was begun for, which the caller has proved by a cookie.
 * @throws Refusal `login.visit_unknown`, `login.visit_used`, `login.visit_expired`, `login.other_browser`
 */
export async function take(needs: LoginNeeds, handle: string, purpose: Proved): Promise<Taken> {
  const row = keyOf(needs, 'handle', handle);
  const kept = (await takeMarked(needs, row)) as Kept | undefined;
  if (!kept) throw await gone(needs, row);
  const peeked = (await needs.passing.read('Visit', kept.visit)) as Visit | undefined;
  if (peeked && !same(peeked.purpose, purpose)) throw new Refusal('login.other_browser');
  const visit = (await takeMarked(needs, kept.visit)) as Visit | undefined;
  if (!visit) throw await gone(needs, kept.visit);
  if (new Date(visit.expires_at) <= needs.base.clock.now())
    throw new Refusal('login.visit_expired');
  return {
    source_id: visit.source_id,
    comparing: visit.purpose.comparing === true,
    answer: JSON.parse(open(needs.base.ring, answerAt(row), kept.sealed)),
    remembered: JSON.parse(open(needs.base.ring, rememberedAt(kept.visit), visit.sealed)),
  };
}

/** Throws an answer away that reached a browser which did not begin the visit. */
export async function discard(needs: LoginNeeds, handle: string): Promise<boolean> {
  return (await takeMarked(needs, keyOf(needs, 'handle', handle))) !== undefined;
}

const keyOf = (needs: LoginNeeds, what: 'state' | 'handle', value: string) =>
  keyedHash(needs.base.ring, 'artefact', `visit ${what} ${value}`);

/**
 * The mark of use comes before the take, so that whoever loses finds it; alone it says nothing, since
 * it is looked for only when the payload is gone.
 */
async function takeMarked(needs: LoginNeeds, key: string): Promise<object | undefined> {
  if (!(await needs.passing.read('Visit', key))) return undefined;
  await needs.passing.put('Visit', `used ${key}`, {}, ttl);
  return needs.passing.take('Visit', key);
}

async function gone(needs: LoginNeeds, key: string): Promise<Refusal> {
  const used = await needs.passing.read('Visit', `used ${key}`);
  return new Refusal(used ? 'login.visit_used' : 'login.visit_unknown', { field: 'state' });
}

function same(a: Proved, b: Proved): boolean {
  if (a.kind === 'signin') return b.kind === 'signin' && a.uid === b.uid;
  if (a.kind === 'preview')
    return b.kind === 'preview' && a.staff_session_id === b.staff_session_id;
  return b.kind === 'linking' && a.session_uid === b.session_uid;
}
