const DAY_MS = 86_400_000;
/** Dates in identity numbers are dates of China Standard Time, eight hours ahead all year. */
const CHINA_MS = 8 * 3_600_000;
const OLDEST_YEARS = 130;

/** Under 14 years on this day of China: their guardian acts for them (个人信息保护法 第三十一条). */
export function isChild(birthdate: string, now: Date): boolean {
  const today = new Date(now.getTime() + CHINA_MS).toISOString().slice(0, 10);
  const [year = '', rest = ''] = [birthdate.slice(0, 4), birthdate.slice(4)];
  return `${Number(year) + 14}${rest}` > today;
}

/** YYYYMMDD as YYYY-MM-DD when it is a day of the calendar, not after `now` and at most 130 years ago. */
export function birthdateOf(digits: string, now: Date): string | undefined {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(
    Number,
  );
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const today = Math.floor((now.getTime() + CHINA_MS) / DAY_MS) * DAY_MS;
  const oldest = new Date(today);
  oldest.setUTCFullYear(oldest.getUTCFullYear() - OLDEST_YEARS);
  if (date.getTime() > today || date < oldest) return undefined;
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}
