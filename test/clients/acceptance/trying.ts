import { expect, vi } from 'vitest';
import * as acceptance from '../../../src/clients/acceptance/acceptance.ts';
import * as clients from '../../../src/clients/clients.ts';
import { type DepartmentApp, startDepartmentApp } from '../../doubles/department-app.ts';
import { loopback, startTestGateway, type TestGateway } from '../../support/gateway.ts';

export const developer = { kind: 'system' } as const;

export interface Trying {
  g: TestGateway;
  app: DepartmentApp;
  /** Asks for a run and gives it when it has ended. */
  run(): Promise<acceptance.Report>;
  stop(): Promise<void>;
}

/** A sandbox with one application in it, which the robot may try. */
export async function startTrying(
  profile: 'standard' | 'strict' = 'standard',
  changes: (app: DepartmentApp) => Partial<clients.Registration> = () => ({}),
): Promise<Trying> {
  let app: DepartmentApp | undefined;
  const g = await startTestGateway({
    env: { SANDBOX: 'true' },
    robotWaits: async (ms) => app?.advance(ms),
  });
  app = await startDepartmentApp('app', () => g.issuer, profile);
  await clients.register(g.base, { ...registrationOf(app, profile), ...changes(app) });
  if (profile === 'standard')
    await clients.addSecret(g.base, { client_id: app.id, secret: app.secret });
  const { isKnown } = app;
  await vi.waitFor(async () => expect(await isKnown()).toBe(true), {
    timeout: 10_000,
    interval: 50,
  });
  return {
    ...{ g, app },
    async run() {
      // Nothing is done twice in one instant.
      g.clock.advance(1_000);
      const { addresses, id } = app as DepartmentApp;
      const run = await acceptance.start(g.base, id, addresses, developer);
      return vi.waitFor(
        async () => {
          const report = await acceptance.report(g.base, run);
          expect(report?.ended_at).not.toBeNull();
          return report as acceptance.Report;
        },
        { timeout: 120_000, interval: 100 },
      );
    },
    async stop() {
      await g.stop();
      await app?.stop();
    },
  };
}

const words = (text: string) => ({ 'zh-CN': text, ko: text, en: text });

export const registrationOf = (
  app: DepartmentApp,
  profile: 'standard' | 'strict' = 'standard',
): clients.Registration => ({
  id: app.id,
  department_code: '220000-hall',
  names: words('部门应用'),
  sector: app.id,
  redirect_uris: [app.redirect_uri],
  post_logout_redirect_uris: [app.post_logout_redirect_uri],
  backchannel_logout_uri: app.backchannel_logout_uri,
  initiate_login_uri: app.initiate_login_uri,
  networks: loopback,
  scopes: 'openid profile',
  grant_types: ['authorization_code', 'refresh_token'],
  ...(profile === 'strict' && {
    profile: 'strict',
    // Over http, as this one is on this machine, only a native application may be strict.
    application_type: 'native',
    auth_method: 'private_key_jwt',
    jwks: { keys: [app.publicJwk] },
  }),
});

/** The points of a run that did not pass, by how. */
export const notPassed = (report: acceptance.Report): string[] =>
  report.points
    .filter(({ result }) => result === 'failed' || result === 'not_reached')
    .map(({ code, result }) => (result === 'failed' ? code : `${code} (not reached)`));
