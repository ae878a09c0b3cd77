/**
 * Self-service machines (RFC 8628): a machine asks for a code, a person who is signed in on their
 * telephone types it and says that they stand before the machine. What they approve is a session of
 * its own kind: two minutes idle, no refresh token, ended from either side, and nothing to do with
 * the one on the telephone (ADR 45).
 */
import { randomBytes } from 'node:crypto';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import * as audit from '../audit/audit.ts';
import { type Base, transaction } from '../base.ts';
import type * as clients from '../clients/clients.ts';
import * as identities from '../identities/identities.ts';
import * as interventions from '../identities/interventions.ts';
import * as sessions from '../sessions/sessions.ts';
import * as sources from '../sources/sources.ts';
import { acrOf } from './acr.ts';
import type { ArtefactStore, Stored } from './artefacts/contract.ts';
import { current } from './artefacts/unit-of-work.ts';
import type { KnownClients } from './known-clients.ts';
import { levelAsked } from './policy.ts';

/** A machine that waits, as the person who is to decide reads of it. */
export interface WaitingMachine {
  client: clients.Client;
  device: clients.DeviceRow;
  /** What it would receive: what it asked for, is approved for, and needs no consent. */
  scopes: string[];
  /** What the session of whoever approves it must reach. */
  level: number;
}

/** Who approves, by the session in their browser. */
interface Approver {
  session_id: string;
  identity_id: string;
  level: number;
  proved_at: Date;
}

interface DevicePayload {
  clientId: string;
  params: { scope?: string; acr_values?: string; device?: string };
  deviceInfo: { network: string };
}

export type Approval = 'approved' | 'over' | 'level' | 'source';

/** The engine's check of `device`: an authorisation of a machine must name one that stands registered. */
export const mustBeKnown = (known: KnownClients) => (ctx: KoaContextWithOIDC, value?: string) => {
  if (ctx.oidc.route !== 'device_authorization') return;
  const { devices } = known.get(ctx.oidc.client?.clientId ?? '') ?? { devices: [] };
  if (!devices.some(({ code }) => code === value))
    throw new errors.InvalidRequest('device must name a registered machine of this client');
};

const ofMachine = ({ gty }: { gty?: string }) => gty?.split(' ').includes('device_code') ?? false;

/** Milliseconds; a machine is left alone after two minutes: by the minute, as elsewhere, would be too coarse. */
export const touchEvery = (token: { gty?: string }): number | undefined =>
  ofMachine(token) ? 10_000 : undefined;

/** A machine gives its token back (RFC 7009): whoever stood before it has gone. */
export async function endMachine(base: Base, token: object): Promise<void> {
  const { sessionUid } = token as { sessionUid?: string };
  if (sessionUid === undefined || !ofMachine(token)) return;
  await sessions.end(base, { uids: [sessionUid] }, { reason: 'sign_out' });
}

/** What people type: case and separators do not matter (RFC 8628 §6.1). */
const normal = (user_code: string) =>
  user_code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');

export function kiosks(
  base: Base,
  engine: () => Provider,
  parts: { known: KnownClients; store: ArtefactStore; limits: sessions.Limits },
) {
  const { known, store, limits } = parts;
  const keyOf = (user_code: string) => current().keyOf('UserCode', normal(user_code));

  async function find(
    user_code: string,
  ): Promise<{ row: Stored; waiting: WaitingMachine } | undefined> {
    const [typed] = (await store.prefetch({ kinds: ['UserCode'], key: keyOf(user_code) })).rows;
    if (!typed) return undefined;
    const key = typed.payload['device_code'] as string;
    const [row] = (await store.prefetch({ kinds: ['DeviceCode'], key })).rows;
    if (!row) return undefined;
    const { clientId, params } = row.payload as unknown as DevicePayload;
    const client = known.get(clientId);
    const device = client?.devices.find(({ code }) => code === params.device);
    // Stopped or taken away since it asked.
    if (!client || !device) return undefined;
    const asksFirst = new Set(
      client.claims.flatMap(({ scope, basis }) => (basis === 'consent' ? [scope] : [])),
    );
    const given = new Set(client.scopes.split(' ').filter((scope) => !asksFirst.has(scope)));
    const scopes = (params.scope ?? '').split(' ').filter((scope) => given.has(scope));
    const level = levelAsked(known, clientId, params.acr_values);
    return { row, waiting: { client, device, scopes, level } };
  }

  /** The session at the machine, in the books; undefined when whoever approves may not any more. */
  async function begin(
    uid: string,
    sid: string,
    by: Approver,
    { client, device, scopes }: WaitingMachine,
    network: string,
  ): Promise<{ amr: string[]; level: number } | 'over' | 'source'> {
    const { session_id, identity_id, level, proved_at: at } = by;
    return transaction(base, async (base) => {
      const own = await sessions.holdLive(base, session_id);
      if (!own) return 'over';
      const { link_id, credential_id, factor_reach, amr } = own;
      const source_id = own.source_id ?? undefined;
      if (client.accepted_sources && !client.accepted_sources.includes(source_id ?? 'local'))
        return 'source';
      if (source_id !== undefined)
        await sources.holdLive(base, source_id, () =>
          identities.accountOf(base, link_id ?? undefined),
        );
      const held = await interventions.holdAsProved(base, { identity_id, at, source_id });
      if (held !== 'holds') return 'over';
      const id = await sessions.start(
        base,
        {
          ...{ uid, identity_id, kind: 'kiosk', level, factor_reach, amr, network },
          ...(source_id !== undefined && { source_id }),
          ...(link_id !== null && { link_id }),
          ...(credential_id !== null && { credential_id }),
          ...(own.said !== null && { said: own.said }),
          ...(own.factor_id !== null && {
            second: {
              factor_id: own.factor_id,
              first_reach: own.first_reach ?? 0,
              first_amr: own.first_amr ?? [],
            },
          }),
          device: `${device.hall['zh-CN']} · ${device.names['zh-CN']}`,
        },
        limits,
      );
      const told = client.backchannel_logout_uri !== null;
      const hop = { session_id: id, identity_id, client_id: client.id, sid, told };
      const subject_of = current().standingOf(identity_id)?.aliases?.[client.sector];
      await sessions.join(base, {
        ...hop,
        scope: scopes.join(' '),
        ...(subject_of !== undefined && { subject_of }),
      });
      await audit.append(base, event('device.approved', by, id, { client, device }));
      return { amr, level } as const;
    }).catch((fault: { code?: string }) => {
      // Absorbed by another identity in this very moment: whoever signs in anew is that one.
      if (fault.code === '40001') return 'over' as const;
      throw fault;
    });
  }

  return {
    /** The machine that shows this code; undefined when none does any more. Looking uses nothing up. */
    waitingMachine: async (user_code: string): Promise<WaitingMachine | undefined> =>
      (await find(user_code))?.waiting,

    /** Signs the person in at the machine. Of all who press at once, on any node, one does. */
    async approveMachine(by: Approver, user_code: string): Promise<Approval> {
      const found = await find(user_code);
      if (!found) return 'over';
      const { row, waiting } = found;
      if (by.level < waiting.level) return 'level';
      if (!(await store.take('UserCode', keyOf(user_code)))) return 'over';
      const { Session, Grant } = engine();
      const session = new Session();
      const sid = randomBytes(16).toString('base64url');
      const { network } = (row.payload as unknown as DevicePayload).deviceInfo;
      const began = await begin(session.uid, sid, by, waiting, network);
      if (typeof began === 'string') return began;

      const { client, scopes } = waiting;
      const grant = new Grant({ accountId: by.identity_id, clientId: client.id });
      grant.addOIDCScope(scopes.join(' '));
      const grant_id = await grant.save();
      session.loginAccount({
        ...{ accountId: by.identity_id, acr: acrOf(began.level), amr: began.amr },
        loginTs: Math.floor(by.proved_at.getTime() / 1000),
      });
      session.authorizations = { [client.id]: { sid, grantId: grant_id } };
      await session.save(limits.absolute / 1000 + 600);
      current().put({
        ...row,
        payload: {
          ...row.payload,
          ...{ accountId: by.identity_id, acr: session.acr, amr: session.amr },
          ...{ authTime: session.loginTs, grantId: grant_id, scope: scopes.join(' ') },
          ...{ sessionUid: session.uid, sid, expiresWithSession: true },
        },
        grant_id,
        session_uid: session.uid,
      });
      return 'approved';
    },

    /** The machine is told that it may not. False when there is none of this code any more. */
    async refuseMachine(by: Approver, user_code: string): Promise<boolean> {
      const found = await find(user_code);
      if (!found || !(await store.take('UserCode', keyOf(user_code)))) return false;
      const { row, waiting } = found;
      current().put({ ...row, payload: { ...row.payload, error: 'access_denied' } });
      current().events.push(event('device.refused', by, by.session_id, waiting));
      return true;
    },
  };
}

const event = (
  kind: 'device.approved' | 'device.refused',
  { identity_id }: Approver,
  session_id: string,
  { client, device }: Pick<WaitingMachine, 'client' | 'device'>,
): audit.AuditEvent => ({
  kind,
  actor: { kind: 'identity', id: identity_id },
  object: { kind: 'client', id: client.id },
  client_id: client.id,
  session_id,
  outcome: kind === 'device.approved' ? 'ok' : 'refused',
  detail: { device: device.code },
});
