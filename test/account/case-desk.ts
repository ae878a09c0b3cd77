import type { Base } from '../../src/base.ts';
import * as clients from '../../src/clients/clients.ts';
import { subjectIn } from '../../src/crypto/subject.ts';
import * as departments from '../../src/departments/departments.ts';
import * as records from '../../src/records/records.ts';

const words = (text: string) => ({ 'zh-CN': text, ko: `${text} ko`, en: `${text} en` });
const home = 'https://fund.test/';

/** What a department's own system writes of its cases; each call is one case event. */
export interface CaseDesk {
  accept(case_number: string, whom: Whom, more?: object): Promise<void>;
  report(
    kind: records.CaseEventKind,
    case_number: string,
    data: object,
    happened?: Date,
  ): Promise<void>;
}

/** Somebody who has signed in at the department, or somebody at its counter. */
export type Whom = { identity_id: string } | { number: string; name: string };

/** The fund centre at its desk; the times are those of the clock unless said. */
export async function caseDesk(base: Base): Promise<CaseDesk> {
  await clients.register(base, {
    id: 'fund',
    department_code: 'fund-centre',
    names: words('公积金分厅'),
    sector: 'fund',
    redirect_uris: [`${home}callback`],
    home_uri: home,
    scopes: 'openid records:write',
  });
  const writer: records.Writer = {
    id: 'fund',
    department_id: (await departments.idOf(base, 'fund-centre')) ?? '',
    department_code: 'fund-centre',
    sector: 'fund',
    redirect_uris: [`${home}callback`],
    home_uri: home,
  };
  let count = 0;
  const report: CaseDesk['report'] = async (kind, subject, data, happened) => {
    count += 1;
    const [result] = await records.apply(base, writer, [
      {
        specversion: '1.0',
        id: `event-${count}`,
        source: 'urn:songhua:department:fund-centre',
        type: `songhua.case.${kind}.v1`,
        subject,
        time: (happened ?? base.clock.now()).toISOString(),
        data,
      },
    ]);
    if (result?.result !== 'applied') throw new Error(`not applied: ${JSON.stringify(result)}`);
  };
  return {
    report,
    accept: (case_number, whom, more = {}) =>
      report('accepted', case_number, {
        applicant:
          'identity_id' in whom
            ? { sub: subjectIn(base.ring, 'fund', whom.identity_id) }
            : { identifier: { type: 'resident_id', ...whom } },
        matter_code: 'M-1',
        matter_name: `事项 ${case_number}`,
        status_text: '已收件',
        ...more,
      }),
  };
}
