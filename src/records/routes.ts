import Router from '@koa/router';
import type { Context } from 'koa';
import * as audit from '../audit/audit.ts';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';
import { Refusal } from '../errors.ts';
import * as input from '../http/input.ts';
import { quota } from '../http/quota.ts';
import { listQuery, onTheWire, readQuery } from './answer-schema.ts';
import type { Asking } from './entry.ts';
import * as records from './records.ts';
import { personAt } from './subject.ts';

/** What the API of records needs of the face towards clients; composed in app.ts. */
export interface RecordsNeeds {
  base: Base;
  /** Who calls; refuses with 401 whoever shows no access token that stands. */
  bearer(ctx: Context): Promise<Caller>;
  /** Refuses with 403 whoever has not this scope. */
  needScope(ctx: Context, caller: Caller, scope: string): void;
  known: { get(id: string): ReportingClient | undefined };
}

export interface Caller {
  client_id: string;
  scopes: Set<string>;
  identity_id?: string;
  level?: number;
  session_id?: string;
}

type ReportingClient = Omit<records.Writer, 'department_code'>;

const BATCH = 'application/cloudevents-batch+json';
const SINGLE = 'application/cloudevents+json';
const MOST_EVENTS = 500;
const MOST_BYTES = 2 * 1024 * 1024;

/** Requests a minute: 300,000 events, far over what any department does. */
const writing = quota('records write', 600);
const reading = quota('records read', 6_000);

export function routes(needs: RecordsNeeds): Router {
  const { base } = needs;
  return new Router({ prefix: '/api/records' })
    .post('/events', async (ctx) => {
      const { caller, client } = await called(needs, ctx);
      // A person's token is nobody's word for a department.
      if (caller.identity_id !== undefined) caller.scopes.delete('records:write');
      needs.needScope(ctx, caller, 'records:write');
      await writing(base.db, client.id);
      const events = await eventsIn(ctx);
      const department = (await departments.named(base, [client.department_id])).get(
        client.department_id,
      );
      const writer = { ...client, department_code: department?.code ?? '' };
      ctx.body = { results: await records.apply(base, writer, events) };
    })
    .get('/', async (ctx) => {
      const { caller, client } = await called(needs, ctx);
      const { subject, updated_since, limit, after } = input.readQuery(ctx, listQuery);
      const asking = await askingFor(needs, ctx, caller, client, subject);
      const page = await records.list(base, {
        ...asking,
        ...(updated_since !== undefined && { updated_since: new Date(updated_since) }),
        ...(after !== undefined && { after }),
        ...(limit !== undefined && { limit: Number(limit) }),
      });
      await released(base, caller, asking, page.cases.length);
      ctx.body = onTheWire.page(page);
    })
    .get('/:id', async (ctx) => {
      const { caller, client } = await called(needs, ctx);
      const { subject } = input.readQuery(ctx, readQuery);
      const asking = await askingFor(needs, ctx, caller, client, subject);
      const found = await records.read(base, { ...asking, id: ctx.params['id'] ?? '' });
      if (!found) throw new Refusal('records.unknown_case');
      await released(base, caller, asking, 1);
      ctx.body = onTheWire.whole(found);
    });
}

async function called(
  { bearer, known }: RecordsNeeds,
  ctx: Context,
): Promise<{ caller: Caller; client: ReportingClient }> {
  const caller = await bearer(ctx);
  const client = known.get(caller.client_id);
  if (!client) throw new Refusal('oidc.bad_token');
  return { caller, client };
}

async function eventsIn(ctx: Context): Promise<unknown[]> {
  const body = await input.readJson(ctx, { types: [BATCH, SINGLE], limit: MOST_BYTES });
  if (ctx.is(SINGLE)) return [body];
  if (!Array.isArray(body)) throw new Refusal('http.bad_input', { field: 'body' });
  if (body.length > MOST_EVENTS) throw new Refusal('records.too_many_events', { field: 'body' });
  return body;
}

/** The citizen whose token it is, or the one whom an approved client names. */
async function askingFor(
  { base, needScope }: RecordsNeeds,
  ctx: Context,
  caller: Caller,
  client: ReportingClient,
  subject: string | undefined,
): Promise<Asking> {
  const { identity_id, level = 0 } = caller;
  needScope(ctx, caller, identity_id === undefined ? 'records:read' : 'records');
  await reading(base.db, client.id);
  // A citizen's token opens that citizen's cases and no others; without one, somebody is named.
  if ((identity_id === undefined) === (subject === undefined))
    throw new Refusal('http.bad_input', { field: 'subject' });
  if (identity_id !== undefined) return { identity_id, level };
  const person = await personAt(base, client, subject ?? '');
  if (!person) throw new Refusal('records.unknown_subject');
  return person;
}

/** The citizen can be told who was given what. */
const released = (base: Base, caller: Caller, { identity_id }: Asking, cases: number) =>
  audit.append(base, {
    kind: 'records.released',
    actor: { kind: 'client', id: caller.client_id },
    object: { kind: 'identity', id: identity_id },
    client_id: caller.client_id,
    ...(caller.session_id !== undefined && { session_id: caller.session_id }),
    outcome: 'ok',
    detail: { cases },
  });
