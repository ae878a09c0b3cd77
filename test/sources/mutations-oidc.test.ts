import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { oidc } from '../../src/sources/protocols/oidc.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../doubles/openid-provider.ts';
import { type Chance, mutateJwt, noneAccepted } from './mutate.ts';

describe('mutated tokens of an OpenID provider', () => {
  let provider: OpenIdProvider;
  beforeAll(async () => {
    provider = await startOpenIdProvider();
  });
  afterAll(() => provider?.stop());

  test('none is taken, of the ID token or of signed userinfo, and none breaks us', async () => {
    const spoken = oidc.open(
      { ...provider.settings, userinfo_signed_response_alg: 'ES256', patience_ms: 5_000 },
      {
        ...{ clock: systemClock, source_id: 'fund', mapping: oidc.mapping },
        document: async () => undefined,
        once: async () => true,
      },
    );
    if (spoken.kind !== 'visit') throw new Error('it is visited');
    provider.signsIn({
      ...{ sub: 'gjj-0001', name: '王测试', acr: 'high' },
      id_number: '220000190001010018',
    });
    const state = 'this visit';
    const callback = 'http://localhost:3000/callback/fund';
    const { to, remember } = await spoken.begin({ state, callback });
    const params = Object.fromEntries((await provider.visit(to.url)).searchParams);
    const honest = { keepsCodes: true, signsUserinfo: 'well' } as const;
    const come = () => spoken.complete({ params }, remember);
    provider.misdeeds = honest;
    const said = (came: unknown): unknown => {
      const { subject, acr, attributes } = came as Record<string, Record<string, unknown>>;
      const { iat: _, exp: __, ...lasting } = attributes ?? {};
      return { subject, acr, lasting };
    };
    const first = said(await come());
    expect(first).toMatchObject({ subject: 'gjj-0001', acr: 'high' });
    const { refused } = await noneAccepted<{ which: 'idToken' | 'userinfo'; chance: Chance }>({
      name: 'oidc',
      mutate: (chance) => ({ which: chance.of(['idToken', 'userinfo'] as const), chance }),
      take: async ({ which, chance }) => {
        provider.misdeeds = {
          ...honest,
          rewrites: { [which]: (token: string) => mutateJwt(chance, token) },
        };
        return come();
      },
      same: (came) => JSON.stringify(said(came)) === JSON.stringify(first),
    });
    expect(refused).toBeGreaterThan(0);
  }, 120_000);
});
