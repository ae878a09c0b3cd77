import { textIn } from '../../demo/outside/mails.ts';
import { type MailRelay, startMailRelay } from '../doubles/mail-relay.ts';
import { seedStaff } from '../staff/people.ts';
import { loopback, startTestGateway, type TestGateway, type Visitor } from '../support/gateway.ts';
import type { Page } from '../support/visitor.ts';

/** A gateway with a mail relay, as developers meet it. */
export interface Portal extends TestGateway {
  relay: MailRelay;
  /** Somebody of the staff who looks after the whole province. */
  by: string;
  open(who: Visitor, path: string): Promise<Page>;
  /** Asks for a code, and reads it in the mail. */
  code(who: Visitor, address: string): Promise<{ page: Page; code: string }>;
  /** Signs in by a mail. */
  signIn(who: Visitor, address: string): Promise<Page>;
}

export async function startPortal(
  options: Parameters<typeof startTestGateway>[0] = {},
): Promise<Portal> {
  const relay = await startMailRelay();
  const at = await startTestGateway({ ...options, env: { ...relay.env, ...options.env } });
  const { staff_id: by } = await seedStaff(at.base, { roles: ['department_administrator'] });
  const open: Portal['open'] = (who, path) => who.open(`${at.issuer}${path}`);
  const code: Portal['code'] = async (who, address) => {
    const before = relay.mails.filter(({ to }) => to === address.toLowerCase()).length;
    const page = await who.submit(await open(who, '/clients/sign-in'), { address });
    for (;;) {
      const mails = relay.mails.filter(({ to }) => to === address.toLowerCase());
      if (mails.length > before) return { page, code: codeIn(mails.at(-1)?.data ?? '') };
      await relay.nextMail();
    }
  };
  return {
    ...at,
    ...{ relay, by, open, code },
    async signIn(who, address) {
      const { page, code: typed } = await code(who, address);
      return who.submit(page, { code: typed });
    },
    async stop() {
      await at.stop();
      await relay.stop();
    },
  };
}

/** The six digits of a mail. */
export function codeIn(data: string): string {
  const [code] = /\b\d{6}\b/.exec(textIn(data)) ?? [];
  if (!code) throw new Error('no code in the mail');
  return code;
}

/** A sandbox, and the province that takes the reports which it signs. */
export async function startBoth(): Promise<{ sandbox: Portal; province: Portal }> {
  const sandbox = await startPortal({ env: { SANDBOX: 'true' } });
  const env = { SANDBOX_ISSUER: sandbox.issuer, OUTSIDE_NETWORKS: loopback.join(',') };
  return { sandbox, province: await startPortal({ env }) };
}
