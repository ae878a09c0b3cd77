import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { oauth2 } from '../../src/sources/protocols/oauth2.ts';
import { type OAuth2Dialect, startOAuth2Dialect } from '../doubles/oauth2-dialect.ts';
import { careful } from '../doubles/oauth2-shapes.ts';
import { type Chance, mutateJson, mutateText, noneAccepted } from './mutate.ts';

describe('mutated answers of a system that is almost OAuth 2', () => {
  let double: OAuth2Dialect;
  beforeAll(async () => {
    double = await startOAuth2Dialect(careful());
  });
  afterAll(() => double?.stop());

  test('none leads to another person than the one whose code it is, and none breaks us', async () => {
    const spoken = oauth2.open(
      { ...double.settings, patience_ms: 5_000 },
      {
        ...{ clock: systemClock, source_id: 'fund', mapping: double.mapping },
        document: async () => undefined,
        // The codes of one visit are taken again and again here; that it counts is held elsewhere.
        once: async () => true,
      },
    );
    if (spoken.kind !== 'visit') throw new Error('it is visited');
    const callback = 'http://localhost:3000/callback/fund';
    const comes = async (subject: string) => {
      double.signsIn({ subject, name: '王测试', id_number: '220000190001010018' });
      const { to, remember } = await spoken.begin({ state: `visit of ${subject}`, callback });
      const params = Object.fromEntries((await double.visit(to.url)).searchParams);
      return { params, remember };
    };
    // Somebody else's code and token are there to be found.
    await comes('gjj-0002');
    const { params, remember } = await comes('gjj-0001');
    const said = (came: unknown): string => {
      const { subject, attributes } = came as Record<string, unknown>;
      return JSON.stringify({ subject, attributes });
    };
    const first = said(await spoken.complete({ params }, remember));
    expect(first).toContain('gjj-0001');
    const places = ['params', 'token', 'userinfo'] as const;
    type Mutant = { place: (typeof places)[number]; chance: Chance };
    const { refused } = await noneAccepted<Mutant>({
      name: 'oauth2',
      mutate: (chance) => ({ place: chance.of(places), chance }),
      take: async ({ place, chance }) => {
        double.mend();
        if (place !== 'params') {
          double.misdeeds = { rewrites: { [place]: (text: string) => mutateJson(chance, text) } };
          return spoken.complete({ params }, remember);
        }
        const name = chance.of(Object.keys(params));
        const changed = { ...params, [name]: mutateText(chance, params[name] ?? '') };
        return spoken.complete({ params: changed }, remember);
      },
      same: (came) => said(came) === first,
    });
    expect(refused).toBeGreaterThan(0);
  }, 120_000);
});
