/** One thing that is wrong with the trail. */
export interface Finding {
  what: 'altered' | 'removed' | 'inserted' | 'cut_off';
  event_id?: string;
  /** The seal in question, or the one that the event is in; as text, since anything may stand there. */
  seal?: string;
  /** The last one of several. */
  to?: string;
  /** All of it, in words. */
  sentence: string;
}

export type Subject = Pick<Finding, 'event_id' | 'seal' | 'to'> & { line?: string };

export interface Findings {
  /** `why` ends the sentence. What was named once is not named again. */
  add(what: Finding['what'], subject: Subject, why: string): void;
  named: Finding[];
  unnamed(): number;
}

const verbs = {
  altered: 'altered',
  removed: 'removed',
  inserted: 'inserted',
  cut_off: 'cut off',
} as const satisfies Record<Finding['what'], string>;

/** Names the first thousand and counts the rest: whoever wiped a table shall not fill our memory. */
export function collect(limit = 1_000): Findings {
  const named: Finding[] = [];
  const subjects = new Set<string>();
  let unnamed = 0;
  return {
    named,
    unnamed: () => unnamed,
    add(what, subject, why) {
      const name = nameOf(subject);
      if (subjects.has(name)) return;
      if (named.length >= limit) {
        unnamed += 1;
        return;
      }
      subjects.add(name);
      const { line: _, ...where } = subject;
      const verb = `${subject.to ? 'were' : 'was'} ${verbs[what]}`;
      named.push({ what, ...where, sentence: `${name} ${verb}: ${why}` });
    },
  };
}

function nameOf({ event_id, seal, to, line }: Subject): string {
  if (line) return line;
  if (event_id) return `event ${event_id}`;
  return to ? `seals ${seal} to ${to}` : `seal ${seal}`;
}
