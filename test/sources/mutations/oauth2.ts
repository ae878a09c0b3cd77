import type { Arrival } from '../../../src/sources/contract.ts';
import { oauth2 } from '../../../src/sources/protocols/oauth2.ts';
import { startOAuth2Dialect } from '../../doubles/oauth2-dialect.ts';
import { careful } from '../../doubles/oauth2-shapes.ts';
import { asked, visiting } from './arriving.ts';
import { type Chance, mutateJson, mutateText } from './mutators.ts';
import type { Family, Way } from './run.ts';

/** Answers of a system that is almost OAuth 2: none leads to another person than the one whose code it is. */
export async function start(): Promise<Family> {
  const double = await startOAuth2Dialect(careful());
  const settings = { ...double.settings, patience_ms: 5_000 };
  const source = visiting(oauth2, settings, { name: 'oauth2', mapping: double.mapping });
  const comes = async (subject: string) => {
    double.signsIn({ subject, name: '王测试', id_number: '220000190001010018' });
    const { to, remember } = await source.begin();
    return { params: asked(await double.visit(to.url)), remember };
  };
  // Somebody else's code and token are there to be found.
  await comes('gjj-0002');
  const { params, remember } = await comes('gjj-0001');
  // Its session is whatever it says; it only ever ends one.
  const said = (came: unknown): string => {
    const { subject, level, attributes } = came as Arrival;
    return JSON.stringify({ subject, level, attributes });
  };
  const truth = said(await source.complete(params, remember));
  if (!truth.includes('"subject":"gjj-0001"')) throw new Error(`not taken as it was: ${truth}`);
  const places = ['params', 'token', 'userinfo'] as const;
  const way: Way<{ place: (typeof places)[number]; chance: Chance }> = {
    name: 'oauth2, answers',
    share: 1,
    mutate: (chance) => ({ place: chance.of(places), chance }),
    take({ place, chance }) {
      double.mend();
      if (place !== 'params') {
        double.misdeeds = { rewrites: { [place]: (text: string) => mutateJson(chance, text) } };
        return source.complete(params, remember);
      }
      const name = chance.of(Object.keys(params));
      const changed = { ...params, [name]: mutateText(chance, params[name] ?? '') };
      return source.complete(changed, remember);
    },
    same: (came) => said(came) === truth,
    tries: ({ refused }) => refused > 0,
  };
  return { ways: [way], stop: double.stop };
}
