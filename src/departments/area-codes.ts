import { regions } from './jilin.ts';
import { history } from './jilin-history.ts';

/**
 * Reading a code of GB/T 2260 that somebody wrote. Twelve digits are the six of a county with six
 * zeros behind. `historical`: it stood for the same place until then, and old documents carry it.
 */
export type AreaCode =
  | { standing: 'current'; code: string }
  | { standing: 'historical'; code: string; now: string }
  /** `statistical`: of the statistics office only (220171), no code of the standard. */
  | { standing: 'none'; fault: 'form' | 'statistical' | 'unknown' };

const current = new Set(regions.flatMap(({ gb_code }) => gb_code ?? []));
const byNode = new Map(regions.map(({ code, gb_code }) => [code, gb_code]));
const former = new Map(
  history.flatMap(({ code, gb_code }): [string, string][] => {
    const now = byNode.get(code);
    return now === undefined || current.has(gb_code) ? [] : [[gb_code, now]];
  }),
);

/** The standing of a code of this province, as DOMAIN 2.8 has it. */
export function readAreaCode(text: string): AreaCode {
  const code = /^(\d{6})(?:0{6})?$/.exec(text.trim())?.[1];
  if (code === undefined) return { standing: 'none', fault: 'form' };
  if (current.has(code)) return { standing: 'current', code };
  const now = former.get(code);
  if (now !== undefined) return { standing: 'historical', code, now };
  return { standing: 'none', fault: isStatistical(code) ? 'statistical' : 'unknown' };
}

/** Development zones have a seven in the fifth place, where the standard has none. */
const isStatistical = (code: string): boolean => code.startsWith('22') && code[4] === '7';

/**
 * Whether a node may carry this code as its own: six digits, nine for a township (GB/T 10114), neither
 * one for statistics nor one that was given up.
 */
export function mayCarry(code: string): boolean {
  if (!/^\d{6}(\d{3})?$/.test(code)) return false;
  const county = code.slice(0, 6);
  return !isStatistical(county) && !former.has(county);
}
