import { type AuthorityDouble, startAuthority } from '../doubles/authority.ts';
import { type SmsGateway, startSmsGateway } from '../doubles/sms-gateway.ts';
import { type Province, startProvince } from './province.ts';

/** The province with a gateway of SMS routes and authorities that know a few made-up people. */
export interface CheckedProvince extends Province {
  sms: SmsGateway;
  authority: AuthorityDouble;
}

export async function startCheckedProvince(
  options: Parameters<typeof startProvince>[0] = {},
): Promise<CheckedProvince> {
  let clock: Province['clock'] | undefined;
  const now = () => clock?.now() ?? new Date();
  const [sms, authority] = [await startSmsGateway(now), await startAuthority([], now)];
  const SMS_TEMPLATES = 'one_time_code=T1,recovery_begun=T3,recovery_begun_plain=T4,regained=T5';
  const p = await startProvince({
    ...options,
    env: { ...sms.env, ...authority.env, SMS_TEMPLATES, ...options.env },
  });
  clock = p.clock;
  return {
    ...p,
    sms,
    authority,
    async stop() {
      await p.stop();
      await Promise.all([sms.stop(), authority.stop()]);
    },
  };
}
