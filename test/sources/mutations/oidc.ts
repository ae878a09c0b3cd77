import type { Arrival } from '../../../src/sources/contract.ts';
import { oidc } from '../../../src/sources/protocols/oidc.ts';
import { startOpenIdProvider } from '../../doubles/openid-provider.ts';
import { asked, visiting } from './arriving.ts';
import { type Chance, mutateJwt } from './mutators.ts';
import type { Family, Way } from './run.ts';

/** Tokens of an OpenID provider: none is taken, of the ID token or of signed userinfo. */
export async function start(): Promise<Family> {
  const provider = await startOpenIdProvider();
  const settings = {
    ...provider.settings,
    ...{ userinfo_signed_response_alg: 'ES256', patience_ms: 5_000 },
  };
  const source = visiting(oidc, settings, { name: 'oidc' });
  provider.signsIn({
    ...{ sub: 'gjj-0001', name: '王测试', acr: 'high' },
    id_number: '220000190001010018',
  });
  const { to, remember } = await source.begin();
  const params = asked(await provider.visit(to.url));
  const honest = { keepsCodes: true, signsUserinfo: 'well' } as const;
  provider.misdeeds = honest;
  // Of its session it says what its own sign-out needs, the token as it came among it.
  const said = (came: unknown): string => {
    const { session: _, ...who } = came as Arrival;
    return JSON.stringify(who);
  };
  const truth = said(await source.complete(params, remember));
  if (!truth.includes('"subject":"gjj-0001"')) throw new Error(`not taken as it was: ${truth}`);
  const way: Way<{ which: 'idToken' | 'userinfo'; chance: Chance }> = {
    name: 'oidc, signed tokens',
    share: 1,
    mutate: (chance) => ({ which: chance.of(['idToken', 'userinfo'] as const), chance }),
    take({ which, chance }) {
      provider.misdeeds = {
        ...honest,
        rewrites: { [which]: (token: string) => mutateJwt(chance, token) },
      };
      return source.complete(params, remember);
    },
    same: (came) => said(came) === truth,
    tries: ({ refused }) => refused > 0,
  };
  return { ways: [way], stop: provider.stop };
}
