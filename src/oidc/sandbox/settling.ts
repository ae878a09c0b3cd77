import { type Base, transaction } from '../../base.ts';
import * as credentials from '../../credentials/credentials.ts';
import * as departments from '../../departments/departments.ts';
import * as deployment from '../../deployment.ts';
import * as identities from '../../identities/identities.ts';
import * as interventions from '../../identities/interventions.ts';
import * as sources from '../../sources/sources.ts';
import { citizens, type MadeUp, PASSWORD } from './citizens.ts';
import * as store from './citizens-store.ts';
import { DEPARTMENT, departmentSources, sourceOf } from './department.ts';

const NOTICE = '2026-11';
/** As long as evidence may count at all: nobody is there to renew it. */
const EVIDENCE_DAYS = 3_650;

/**
 * Puts the made-up department and the made-up citizens into a sandbox, at each start; what is there
 * already stays. Throws outside a sandbox. Safe on any number of nodes.
 */
export async function settle(base: Base, issuer: string): Promise<void> {
  await deployment.onlyInSandbox(base);
  const [root] = await departments.tree(base);
  if (!root) await departments.seedRegions(base);
  await departments.add(base, {
    code: DEPARTMENT,
    parent_code: root?.code ?? 'jilin',
    kind: 'department',
    names: { 'zh-CN': '沙箱测试部门', ko: '시험용 가상부문', en: 'Sandbox department' },
    position: 900,
  });
  for (const source of departmentSources(base, issuer)) await sources.register(base, source);
  await transaction(base, async (base) => {
    // Two nodes that start at once: the second finds them made.
    await store.lock(base);
    for (const one of citizens) if (!(await store.made(base, one.code))) await make(base, one);
  });
}

async function make(base: Base, one: MadeUp): Promise<void> {
  const { code, level, places, attributes } = one;
  const { phone_number } = attributes;
  // What does not tie a person to an account leads from no source to a level: it is compared below.
  const binds = level >= 2;
  const identity_id = await arrive(base, {
    ...{ code, level, at: places.includes('limited') ? 'limited' : 'department' },
    attributes: binds ? attributes : { ...(phone_number && { phone_number }) },
  });
  if (places.includes('local')) {
    const credential_id = await credentials.setPassword(base, {
      ...{ identity_id, password: PASSWORD, login_name: code, bound_level: binds ? level : 0 },
    });
    if (level === 1) await compare(base, { identity_id, credential_id, attributes });
  }
  if (one.blocked)
    await interventions.suspend(base, { identity_id, reason_code: 'identity_doubt' }, {});
  await store.insert(base, { code, identity_id });
}

/** Name and number belong together, as an authority would say: level 1, and nobody's own. */
async function compare(
  base: Base,
  made: { identity_id: string; credential_id: string } & Pick<MadeUp, 'attributes'>,
): Promise<void> {
  const { identity_id, credential_id, attributes } = made;
  const { name = '', id_type = '', id_number = '' } = attributes;
  const at = base.clock.now();
  const stands_on = await credentials.standsOn(base, credential_id);
  await identities.raise(base, {
    ...{ identity_id, at, level: 0, reach: 2, way: { credential_id, stands_on } },
    claimed: { name, id_type, id_number },
    check: {
      ...{ method: 'name_and_number', authority: DEPARTMENT, level: 1, binds: false, at },
      transaction_no: `sandbox ${identity_id}`,
      expires_at: new Date(at.getTime() + EVIDENCE_DAYS * 86_400_000),
    },
  });
}

/** The identity of a made-up account, with evidence of its level; the same again is the same one. */
export async function arrive(
  base: Base,
  made: Pick<MadeUp, 'level' | 'attributes'> & { code: string; at: 'department' | 'limited' },
): Promise<string> {
  const { identity_id, outcome, reason } = await identities.resolve(
    base,
    {
      ...{ source_id: sourceOf[made.at], subject: made.code, level: made.level },
      ...{ registration: 'issued', evidence_days: EVIDENCE_DAYS, authority: DEPARTMENT },
      attributes: made.attributes,
    },
    { notice: NOTICE },
  );
  if (!identity_id)
    throw new Error(`the made-up citizen ${made.code} did not come to be: ${outcome} ${reason}`);
  return identity_id;
}
