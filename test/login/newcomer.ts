import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { type AuthorityDouble, startAuthority } from '../doubles/authority.ts';
import { type SmsGateway, startSmsGateway } from '../doubles/sms-gateway.ts';
import { startTestGateway, type TestGateway, type Visitor } from '../support/gateway.ts';
import type { Page } from '../support/visitor.ts';

/** A gateway with an SMS route and all authorities, on whose side everybody is made up. */
export interface NewcomersGateway extends TestGateway {
  sms: SmsGateway;
  authority: AuthorityDouble;
}

export async function startNewcomers(
  people: Parameters<typeof startAuthority>[0],
  env: Record<string, string | undefined> = {},
): Promise<NewcomersGateway> {
  const [sms, authority] = await Promise.all([startSmsGateway(), startAuthority(people)]);
  const settings = { ...sms.env, ...authority.env, ...env };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const gateway = await startTestGateway({
    env: Object.fromEntries(given) as Record<string, string>,
  });
  return {
    ...gateway,
    sms,
    authority,
    async stop() {
      await gateway.stop();
      await Promise.all([sms.stop(), authority.stop()]);
    },
  };
}

export const password = 'river-sturgeon-417';
export const button = (value: string) => ({ name: 'choice', value });

/** From the service to the page that asks for a telephone. */
export async function toPhone(
  g: TestGateway,
  who: Visitor,
  { address } = g.hall.ask(g.issuer, {}),
): Promise<Page> {
  const picker = await who.open(address);
  const form = picker.forms.find(({ action }) => action.pathname.endsWith('/register'));
  if (!form) throw new Error(`newcomers are not let in: ${picker.text}`);
  return press(who, picker, '/register');
}

/** Presses the first button of the form that leads there. */
export function press(who: Visitor, page: Page, to: string, fill: Record<string, string> = {}) {
  const forms = page.forms.filter(({ action }) => action.pathname.endsWith(to));
  return who.submit({ ...page, forms }, fill);
}

/** The telephone is proved; gives what comes after the notice. */
export async function proved(
  g: NewcomersGateway,
  who: Visitor,
  phone: string,
  asked = g.hall.ask(g.issuer, {}),
): Promise<Page> {
  const coded = await who.submit(await toPhone(g, who, asked), { phone });
  expect(coded.text).toContain('输入验证码');
  const code = await codeTo(g, phone);
  const notice = await press(who, coded, '/code', { code });
  expect(notice.text).toContain('我已阅读');
  return press(who, notice, '/notice');
}

export async function codeTo(g: NewcomersGateway, phone: string, count = 1): Promise<string> {
  const { words } = await g.sms.textTo(`+86${phone}`, count);
  return words['code'] ?? '';
}

/** What the hall learns of whoever came: the claims of the ID token and of userinfo together. */
export async function learned(g: TestGateway, page: Page, verifier: string) {
  const code = page.url.searchParams.get('code');
  if (!code) throw new Error(`no code came back: ${page.url.pathname} ${page.text.slice(0, 300)}`);
  const { body } = await g.hall.exchange(g.issuer, code, verifier);
  const info = await g.hall.userinfo(g.issuer, body.access_token ?? '');
  return { ...decodeJwt(String(body.id_token)), ...info.body };
}
