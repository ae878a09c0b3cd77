import { policyLines } from '../../views/admin/initial-tokens.tsx';
import { inWords, type Lang } from '../../views/frame.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import type { Params } from '../approvals/approvals.ts';
import type { Base } from '../base.ts';
import * as departments from '../departments/departments.ts';

/** What two people agree to, line by line: whose programs may register what, how often, how long. */
export async function initialTokenFacts(
  base: Base,
  { department_id, policy, most_uses, days }: Params<'initial_token.grant'>,
  lang: Lang,
): Promise<{ name: string; value: string }[]> {
  const names = (await departments.named(base, [department_id])).get(department_id)?.names;
  const t = sentences(lang).console.tokens;
  return [
    { name: t.department, value: names ? inWords(names, lang) : '' },
    ...policyLines(policy, lang),
    { name: t.most_uses, value: String(most_uses) },
    { name: t.days, value: String(days) },
  ];
}
