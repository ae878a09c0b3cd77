import type { VNode } from 'preact';
import { type DeskCase, standing } from '../clients/case-book.ts';
import type { Entered } from '../clients/desk.ts';
import type { Service } from '../clients/service.ts';
import { Standing } from './desk.tsx';
import { masked, ServicePage } from './service.tsx';

const documents = {
  resident_id: '居民身份证',
  gat_residence_permit: '港澳台居民居住证',
  hm_pass: '港澳居民来往内地通行证',
  taiwan_pass: '台湾居民来往大陆通行证',
  foreign_pr: '外国人永久居留身份证',
  passport: '护照',
};

const faults: Record<string, string> = {
  number: '证件号码有误，请对照证件重新输入。',
  name: '姓名有误，请对照证件重新输入。',
  type: '证件类型有误，请重新选择。',
};

/** The clerk's own page: somebody stands at the counter with a document in hand. */
export function CounterPage(props: {
  service: Service;
  token: string;
  entered: Entered;
  /** Of the applicant, when Songhua did not take it. */
  fault?: string;
  cases: readonly DeskCase[];
}): VNode {
  const { service, token, entered, fault, cases } = props;
  const wrong = fault?.split('.').at(-1) ?? '';
  return (
    <ServicePage service={service} title="窗口">
      <h1>窗口：为到场的人录入办件</h1>
      <p>示例没有工作人员登录，谁都能打开本页。真正的窗口必须先由工作人员登录。</p>
      {fault !== undefined && (
        <div class="trouble" role="alert">
          <p>
            <strong>没有录入。</strong>
            {faults[wrong] ?? '统一记录没有接收，请检查后再试。'}
          </p>
        </div>
      )}
      <form method="post" action="/counter" class="card">
        <input type="hidden" name="token" value={token} />
        <label for="matter">事项</label>
        <select id="matter" name="matter">
          {service.matters.map(({ code, name }) => (
            <option key={code} value={code} selected={code === entered.matter}>
              {name}
            </option>
          ))}
        </select>
        <label for="type">证件类型</label>
        <select id="type" name="type">
          {Object.entries(documents).map(([type, name]) => (
            <option key={type} value={type} selected={type === entered.type}>
              {name}
            </option>
          ))}
        </select>
        <label for="number">证件号码</label>
        <input
          id="number"
          name="number"
          autocomplete="off"
          spellcheck={false}
          required
          value={entered.number}
          aria-invalid={wrong === 'number' ? 'true' : undefined}
        />
        <label for="name">姓名</label>
        <input
          id="name"
          name="name"
          autocomplete="off"
          required
          value={entered.name}
          aria-invalid={wrong === 'name' ? 'true' : undefined}
        />
        <button type="submit">录入办件</button>
      </form>
      <p class="hint">
        此人不必登录过，也不必有账号。以后本人登录达到 2 级，就能在吉事办看到这个办件。
      </p>
      {cases.length > 0 && (
        <>
          <h2>窗口录入的办件</h2>
          <ul class="cases card">
            {cases.map((one) => (
              <li key={one.number}>
                <p>
                  <strong>{one.matter.name}</strong> {whose(one)}
                </p>
                <Standing one={one} />
                {!standing(one).over && (
                  <form method="post" action={`/counter/${one.number}/advance`}>
                    <input type="hidden" name="token" value={token} />
                    <button type="submit" class="quiet">
                      推进一步
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href="/">返回{service.name}</a>
      </p>
    </ServicePage>
  );
}

function whose({ applicant }: DeskCase): string {
  return 'identifier' in applicant
    ? `${applicant.identifier.name} ${masked(applicant.identifier.number)}`
    : '';
}
