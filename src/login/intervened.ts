import { momentWords } from '../../views/components/moment.tsx';
import { inWords } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import * as factors from '../credentials/show-factor.ts';
import * as departments from '../departments/departments.ts';
import * as interventions from '../identities/interventions.ts';
import type { At } from './at.ts';
import * as attempts from './attempt.ts';

/** What a sign-in says and asks because something was done to the identity, and what its person may show. */

/** Notes what the person is to be told, and whether a new password is asked for, once it is known who came. */
export async function learn({ needs: { base }, attempt }: At, identity_id?: string): Promise<void> {
  attempt.password_asked = undefined;
  attempt.put_off = undefined;
  if (!identity_id) return;
  const [news, showable] = await Promise.all([
    interventions.news(base, identity_id),
    factors.showable(base, identity_id),
  ]);
  attempt.showable = showable;
  const fresh = news.filter(({ kind, seen_at }) => kind !== 'viewed' && !seen_at);
  for (const kind of ['intervened', 'recovered', 'changed'] as const) {
    const of = fresh.filter((one) => toldAs(one.kind) === kind);
    const done = of.map(({ kind, reason_code }) => ({ kind, reason_code }));
    if (done.length > 0) attempt.to_tell.push({ kind, done });
  }
  const asked = news.find(({ kind, lifted_at }) => kind === 'password_required' && !lifted_at);
  // Another password may have been set at the department meanwhile.
  if (asked && !(await interventions.passwordMet(base, identity_id)))
    attempt.password_asked = asked.reason_code;
}

/** Under which heading it is told; what the person did otherwise is news in their list, where somebody else may have done it. */
function toldAs(kind: interventions.Kind): 'intervened' | 'recovered' | 'changed' | undefined {
  if (interventions.isRecovery(kind)) return 'recovered';
  // Nothing was done to the account: it stands in their list.
  if (kind === 'service_ends') return undefined;
  if (!interventions.isOwn(kind)) return 'intervened';
  return kind.startsWith('factor_') ? 'changed' : undefined;
}

/** The page that told something was read. */
export async function told({ needs: { base }, attempt }: At): Promise<void> {
  const tell = attempt.to_tell.shift();
  const { came } = attempt;
  const whose = attempts.whose(came);
  const told = tell !== undefined && 'done' in tell;
  if (told && whose) await interventions.markSeen(base, whose);
}

/** What happened, when, why and by whom, to whoever proved an account of the identity; otherwise nothing. */
export async function whyTurnedAway(at: At, came: attempts.Came): Promise<string> {
  const { base } = at.needs;
  const whose = came.by === 'source' ? came.resolution?.refused_of : came.identity_id;
  const stopped = whose && (await interventions.whyKeptOut(base, whose));
  if (!stopped || (stopped.kind !== 'suspended' && stopped.kind !== 'closed')) return '';
  const { lang } = at.frame;
  const t = sentences(lang).account.history;
  const names = await departmentOf(at, stopped.department_id);
  return t.why(
    t.done_what[stopped.kind],
    momentWords(stopped.at, lang),
    t.reasons[stopped.reason_code],
    names ?? t.province,
  );
}

async function departmentOf({ needs, frame }: At, id: string | null): Promise<string | undefined> {
  if (!id) return undefined;
  const found = (await departments.named(needs.base, [id])).get(id);
  return found && inWords(found.names, frame.lang);
}
