import { h } from 'preact';
import { momentWords } from '../../views/components/moment.tsx';
import { zhCN } from '../../views/locales/zh-CN.ts';
import { RecoverStandingPage } from '../../views/login/recover.tsx';
import { Refusal } from '../errors.ts';
import { renderPage } from '../http/render.tsx';
import type { Checked } from '../identities/authorities.ts';
import * as identities from '../identities/identities.ts';
import { ownerOf } from '../identities/proving.ts';
import type { Telling } from '../identities/telling.ts';
import * as recovery from '../recovery/recovery.ts';
import { note } from './acts.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';
import { goOn } from './choose.ts';

/** It is the person: where they stand, honestly. */
export async function proved(here: At, said: attempts.Said, checked: Checked): Promise<void> {
  const { base, issuer, recovery_wait_ms: wait_ms } = here.needs;
  const { attempt } = here;
  attempt.recovering = undefined;
  await attempts.write(here.needs, attempt);
  const method = checked.method as recovery.CheckMethod;
  const owner = await ownerOf(base, said);
  if (!owner) return standing(here, 'nobody');
  if (owner === 'other_name') return standing(here, 'other_name');
  const { identity_id, state } = owner;
  if (state !== 'active') {
    await note(here, 'login.refused', 'refused', { reason: 'recovery.stopped' }, of(said));
    throw new Refusal('recovery.stopped');
  }
  const stands = await recovery.come(
    base,
    { identity_id, method, wait_ms },
    {
      ...tellingOf(here),
      stopAt: (code) => `${issuer}/stop/${code}`,
    },
  );
  if (stands.at !== 'due') {
    const due_at = 'due_at' in stands ? stands.due_at : undefined;
    return standing(here, stands.at, { due_at, told: stands.at === 'begun' && stands.told > 0 });
  }
  const version = zhCN.notice.version;
  attempt.regaining = {
    ...{ kind: 'recovery', id: stands.recovery_id, identity_id, at: stands.begun_at.getTime() },
    known: await identities.noticeAccepted(base, { identity_id, version }),
    checked: {
      ...{ method, authority: checked.authority, level: checked.level },
      transaction_no: checked.transaction_no,
      expires_at: checked.expires_at.getTime(),
    },
  };
  attempt.came = undefined;
  attempt.chosen = undefined;
  attempt.continuing = undefined;
  attempt.to_tell = [];
  await goOn(here);
}

/** With what the owner of an identity is written to. */
export const tellingOf = ({ needs: { senders }, frame: { lang } }: At): Telling => ({
  ...{ senders, lang },
  moment: momentWords,
});

/** A try of somebody who said this, as the trail has it. */
export const of = (said: attempts.Said) => ({ source_id: 'local', typed: said.id_number });

function standing(
  here: At,
  at: recovery.Standing['at'] | 'nobody' | 'other_name',
  more: { due_at?: Date | undefined; told?: boolean } = {},
): void {
  if (at === 'due') throw new Error('who may set a password waits for nothing');
  here.ctx.type = 'html';
  here.ctx.body = renderPage(
    h(RecoverStandingPage, {
      ...{ frame: here.frame, at, due_at: more.due_at, told: more.told === true },
      back: here.path('ways'),
      leave: here.path('leave'),
    }),
  );
}
