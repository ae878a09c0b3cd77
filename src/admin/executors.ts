import type { Act, Executors, Means } from '../approvals/approvals.ts';
import { acts, isAct } from '../approvals/approvals.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { makeExport, queueExport } from '../audit/exports.ts';
import type { Base } from '../base.ts';
import * as clients from '../clients/clients.ts';
import * as initialTokens from '../clients/dynamic/initial-tokens.ts';
import { Refusal } from '../errors.ts';
import * as interventions from '../identities/interventions.ts';
import { reasons } from '../identities/interventions-rules.ts';
import * as revoking from '../keys/revoke.ts';
import * as merging from '../merging/merging.ts';
import * as editing from '../sources/editing.ts';
import * as sources from '../sources/sources.ts';
import * as staff from '../staff/staff.ts';
import type { Permission } from './policy.ts';
import { allows } from './scope.ts';

/**
 * How each act of two people is done, by the folder that owns the thing. An act without a line here
 * does not compile. What is no longer as it was when it was asked is refused, and nothing is done.
 */
const executors: Executors = {
  ...merging.executors,

  'source.enable': {
    async run(base, { source_id }, { actor }) {
      if (await sources.stillEnding(base, source_id)) throw new Refusal('sources.still_ending');
      held(await sources.resume(base, source_id, actor));
    },
  },
  'source.disable': {
    async run(base, { source_id, sessions }, { actor }) {
      const ends_sessions = sessions !== 'keep';
      held(await sources.switchOff(base, source_id, actor, { ends_sessions }));
    },
    after: (base, { source_id }, { actor }) => sources.endSessions(base, source_id, actor),
  },
  'source.move': {
    async run(base, { source_id: id, to, was }, { actor }) {
      const move = { id, to: known(sources.states, to), was: known(sources.states, was) };
      held(await sources.move(base, move, actor));
    },
  },
  'source.change': {
    async run(base, { source_id: id, to, was }, { actor }) {
      held(await sources.changeRules(base, { id, to, was }, actor));
    },
  },

  'source.change_settings': {
    async run(base, { edit_id }, { actor }) {
      held(await editing.apply(base, edit_id, actor));
    },
  },

  'client.approve': {
    async run(base, { client_id: id, to, was }, { actor }) {
      held(await clients.approveScopes(base, { id, to, was }, actor));
    },
  },

  'client.admit': {
    async run(base, asked, { actor }) {
      held(await clients.admit(base, asked, actor));
    },
    refused: sentBack,
  },
  'client.change': {
    async run(base, asked, { actor }) {
      held(await clients.grantChange(base, asked, actor));
    },
    refused: sentBack,
  },
  'client.suspend': {
    async run(base, { client_id }, { actor }) {
      held(await clients.suspend(base, client_id, actor));
    },
  },
  'client.retire': {
    async run(base, { client_id: id, on }, { actor }) {
      held(await clients.decideEnd(base, { id, on }, actor));
    },
  },
  'client.resume': {
    async run(base, { client_id }, { actor }) {
      held(await clients.resume(base, client_id, actor));
    },
  },

  'initial_token.grant': {
    async run(base, { policy, ...wanted }, { actor, approval_id }) {
      // Its parts were checked when it was asked, and are again where they are kept.
      const read = policy as initialTokens.Policy;
      await initialTokens.grant(base, { ...wanted, policy: read }, { actor, approval_id });
    },
  },

  'identity.lock': {
    async run(base, { identity_id, reason_code }, by) {
      const order = { identity_id, note: by.reason, approval_id: by.approval_id };
      const reason = known(reasons.suspend, reason_code);
      await interventions.suspend(
        base,
        { ...order, reason_code: reason },
        await deciderOf(base, by),
      );
    },
  },
  'identity.close': {
    async run(base, { identity_id, reason_code }, by) {
      const order = { identity_id, note: by.reason, approval_id: by.approval_id };
      const reason = known(reasons.close, reason_code);
      await interventions.close(base, { ...order, reason_code: reason }, await deciderOf(base, by));
    },
  },

  'identity.restore': {
    async run(base, { identity_id, reason_code, was }, by) {
      const order = { identity_id, note: by.reason, approval_id: by.approval_id };
      const reason = known(reasons.restore, reason_code);
      await interventions.restore(
        base,
        { ...order, reason_code: reason, was },
        await deciderOf(base, by),
      );
    },
  },

  'staff.grant': {
    async run(base, { role, ...grant }, { actor, approval_id, decided_by }) {
      const wanted = { ...grant, role: known(staff.roles, role), by: actor.id, approval_id };
      // On one word only where there is nobody yet to give a second one.
      if (decided_by === undefined && !(await staff.isFounding(base, wanted)))
        throw new Refusal('approvals.not_allowed');
      // A developer looks after a client of the department that both people answer for.
      const { client_id } = wanted;
      const client = client_id === undefined ? undefined : await clients.read(base, client_id);
      held(client_id === undefined || client?.department_id === wanted.department_id);
      await staff.grant(base, wanted);
    },
  },
  'staff.revoke': {
    async run(base, { grant_id }, { actor, approval_id }) {
      held(await staff.revoke(base, { grant_id, by: actor.id, approval_id }));
    },
  },
  'staff.reset_factor': {
    run: (base, { staff_id }, { actor }) => staff.resetFactors(base, { staff_id, by: actor.id }),
  },

  'keys.rotate': {
    async run(base, params, { actor }) {
      held(await revoking.rotateFrom(base, params, actor));
    },
  },
  'keys.revoke': {
    async run(base, { kid }, { actor }) {
      held(await revoking.revoke(base, kid, actor));
    },
  },

  'trail.export': {
    run: (base, params, { approval_id, asked_by }) =>
      queueExport(base, { ...params, id: approval_id, asked_by }),
    after: (base, _params, { approval_id }) => makeExport(base, approval_id),
  },
};

/** Every permission that an act names is one of the policy. */
const permissions: Record<
  Act,
  { ask: Permission; decide: Permission; now?: Permission; review?: Permission }
> = acts;

/** What approvals need: who may, as the roles stand in the caller's transaction, and how it is done. */
export const means: Means = {
  async may(base, staff_id, act, what, place, params = {}) {
    // An act of a newer node is none that anybody may do here.
    const permission = isAct(act) ? permissions[act][what] : undefined;
    if (!permission) return false;
    // Whoever holds a question may ask, though one who reaches both sides has to decide.
    const from = what === 'ask' ? await merging.askedFrom(base, params) : undefined;
    return allows(base, await staff.grantsOf(base, staff_id), permission, from ?? place);
  },
  hold: staff.hold,
  executors,
};

/** Throws when the thing was not as it had been when the act was asked for. */
function held(as_it_was: boolean): void {
  if (!as_it_was) throw new Refusal('approvals.changed_since');
}

/** A code that was known when it was asked, and may be none of today's. */
function known<T extends string>(codes: readonly T[], code: string): T {
  const found = codes.find((one) => one === code);
  if (found === undefined) throw new Refusal('approvals.changed_since');
  return found;
}

/** Whoever asked for it reads why, and the registration is a draft again. It may be withdrawn by now. */
async function sentBack(
  base: Base,
  asked: clients.Asked,
  { actor, verdict_reason }: { actor: AuditEvent['actor']; verdict_reason: string },
): Promise<void> {
  await clients.refuse(base, asked, { reason: verdict_reason, actor });
}

/** Who decided, with the department that the person is told of. */
async function deciderOf(base: Base, { actor }: { actor: { id: string } }) {
  const member = await staff.byId(base, actor.id);
  return { staff_id: actor.id, ...(member && { department_id: member.department_id }) };
}
