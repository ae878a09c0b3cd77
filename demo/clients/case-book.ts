import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Matter, Service } from './service.ts';
import type { Songhua } from './songhua.ts';

/** Whose case: somebody who is signed in, or who stands at the counter with a document. */
export type Applicant =
  | { sub: string }
  | { identifier: { type: string; number: string; name: string } };

export interface DeskCase {
  number: string;
  matter: Matter;
  applicant: Applicant;
  /** What has happened, in its order; each is one event for Songhua. */
  events: DeskEvent[];
}

interface DeskEvent {
  id: string;
  time: string;
  kind: 'accepted' | 'progressed' | 'done';
  /** Songhua has it. */
  told: boolean;
}

/** How a case goes on, and what the department says then. */
const steps: Record<DeskEvent['kind'], { status_text: string; words?: string }> = {
  accepted: { status_text: '已受理，等待审核' },
  progressed: {
    status_text: '材料齐全，正在审核',
    words: '请保持电话畅通，审核需要核实时会联系您。',
  },
  done: { status_text: '审核通过', words: '结果已可在本厅查看，不必再来窗口。' },
};
const order = Object.keys(steps) as DeskEvent['kind'][];

/** The field of the applicant that Songhua would not take. */
export class NotTaken extends Error {}

/**
 * A sub-hall's own file of its cases. What has happened is written down here first and then told to
 * Songhua, which may be away: whatever it has not yet, it gets the next time, under the same id.
 */
export function caseBook(
  service: Service,
  desk: { department_code: string; file: string },
  songhua: Songhua,
) {
  const cases: DeskCase[] = existsSync(desk.file)
    ? JSON.parse(readFileSync(desk.file, 'utf8'))
    : [];
  let telling = Promise.resolve(true);

  function keep(): void {
    writeFileSync(`${desk.file}.new`, JSON.stringify(cases), { mode: 0o600 });
    renameSync(`${desk.file}.new`, desk.file);
  }

  function happened({ number, events }: DeskCase): void {
    const kind = order[events.length] as DeskEvent['kind'];
    const id = `${number}-${events.length + 1}`;
    events.push({ id, time: new Date().toISOString(), kind, told: false });
    keep();
  }

  const eventOf = ({ number, matter, applicant }: DeskCase, { id, time, kind }: DeskEvent) => ({
    specversion: '1.0',
    id,
    source: `urn:songhua:department:${desk.department_code}`,
    subject: number,
    time,
    type: `songhua.case.${kind}.v1`,
    data: {
      ...steps[kind],
      ...(kind === 'accepted' && {
        applicant,
        matter_code: matter.code,
        matter_name: matter.name,
        deep_link: `${service.address}/cases/${number}`,
      }),
    },
  });

  /** True when Songhua has everything. */
  async function tell(): Promise<boolean> {
    const owed = cases.flatMap((one) =>
      one.events.filter(({ told }) => !told).map((event) => ({ one, event })),
    );
    if (owed.length === 0) return true;
    const batch = owed.slice(0, 500);
    try {
      const results = await songhua.report(batch.map(({ one, event }) => eventOf(one, event)));
      for (const [at, { one, event }] of batch.entries()) {
        const { result, field } = results[at] ?? {};
        if (result === 'refused') refused(one, field ?? '');
        else event.told = result !== undefined;
      }
    } catch {
      return false;
    }
    keep();
    return batch.length === owed.length;
  }

  const faults = new Map<string, string>();
  function refused(one: DeskCase, field: string): void {
    faults.set(one.number, field);
    cases.splice(cases.indexOf(one), 1);
  }

  const tellInTurn = () => {
    telling = telling.then(tell);
    return telling;
  };

  return {
    cases: (which: (one: DeskCase) => boolean): DeskCase[] => cases.filter(which).reverse(),
    find: (number: string) => cases.find((one) => one.number === number),
    /** Tells what is still owed. */
    tell: tellInTurn,
    /** A new case. Throws NotTaken with the field that Songhua refused; then there is no case. */
    async accept(matter: Matter, applicant: Applicant): Promise<DeskCase> {
      const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
      const prefix = desk.department_code.toUpperCase();
      const number = `${prefix}${day}${randomInt(10 ** 9, 10 ** 10)}`;
      const one: DeskCase = { number, matter, applicant, events: [] };
      cases.push(one);
      happened(one);
      await tellInTurn();
      const field = faults.get(number);
      if (field !== undefined) throw new NotTaken(field);
      return one;
    },
    async advance(one: DeskCase): Promise<void> {
      if (one.events.length < order.length) happened(one);
      await tellInTurn();
    },
  };
}

export type CaseBook = ReturnType<typeof caseBook>;

/** Where a case is now, in the department's words. */
export function standing({ events }: DeskCase) {
  const last = events.at(-1) as DeskEvent;
  return {
    state: events.length as 1 | 2 | 3,
    status_text: steps[last.kind].status_text,
    told: events.every(({ told }) => told),
    over: events.length === order.length,
  };
}
