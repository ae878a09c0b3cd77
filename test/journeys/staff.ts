import type { Browser } from 'playwright-core';
import { addressOf, type MemberKey } from '../../demo/staff/members.ts';
import { codeAt } from '../../src/staff/totp.ts';
import type { Province } from './province.ts';
import { type Walk, walk } from './walk.ts';

/** Somebody of the sample staff, signed in to the console in a browser of their own. */
export async function staffWalk(
  browser: Browser,
  province: Province,
  key: MemberKey,
): Promise<Walk> {
  const it = await walk(browser, province);
  await signInStaff(it, province, key);
  return it;
}

/** Both steps of the staff's sign-in, with the code that the authenticator shows now. */
export async function signInStaff(it: Walk, province: Province, key: MemberKey): Promise<void> {
  const access = province.staff.get(addressOf(key));
  if (!access) throw new Error(`the sample province has no ${key}`);
  await it.open(`${province.gateway}/admin`);
  await it.sees('登录管理台', `console-sign-in-${key}`);
  await it.fill({ address: addressOf(key), password: access.password });
  await it.press('下一步');
  await it.sees('第二步验证');
  await it.fill({ code: codeAt(new Date(), access.totp_secret) });
  await it.press('确认');
  await it.sees('首页');
}

/** One act of the page: unfolds it, says why, names the thing where that is asked, and presses. */
export async function act(
  { page }: Walk,
  title: string,
  fields: {
    button: string;
    reason?: string;
    named?: string;
    choose?: string;
    /** Of this act alone, by their names. */
    fields?: Record<string, string>;
  },
): Promise<void> {
  const form = page.locator('details.act', { has: page.getByText(title, { exact: true }) });
  await form.locator('summary').click();
  for (const [name, value] of Object.entries(fields.fields ?? {}))
    await form.locator(`[name="${name}"]`).fill(value);
  if (fields.reason) await form.locator('[name="reason"]').fill(fields.reason);
  if (fields.named) await form.locator('[name="named"]').fill(fields.named);
  if (fields.choose) await form.getByLabel(fields.choose).first().check();
  await form.getByRole('button', { name: fields.button }).click();
}
