/** The application of the other tests reads no encrypted answers: here the check stands by itself. */
import { expect, test } from 'vitest';
import { checkTokens } from '../../../src/clients/acceptance/checks/tokens.ts';
import type { Attempt, Trial } from '../../../src/clients/acceptance/trial.ts';
import { userinfoFacts } from '../../../src/oidc/sandbox/facts.ts';

/** What is noted of userinfo.subject where userinfo is answered with this, and nobody is let in by a wrong answer. */
async function noted(body: unknown): Promise<unknown> {
  const found = new Map<string, unknown>();
  const facts = userinfoFacts({ get: () => '', query: {}, status: 200, body } as never);
  const attempt = {
    inside: false,
    asked: [],
    page: { side: 'client', status: 400, text: 'Not you.' },
  };
  const trial = {
    ground: { wait: async () => {} },
    world: {},
    signIn: async () => attempt,
    note: (code: string, result: unknown) => found.set(code, result),
  } as unknown as Trial;
  await checkTokens(trial, { asked: [{ endpoint: 'userinfo', facts }] } as unknown as Attempt);
  return found.get('userinfo.subject');
}

test('userinfo that is encrypted for the client cannot be made somebody else’s: the point does not apply', async () => {
  expect(await noted('a.b.c.d.e')).toBe('not_applicable');
  expect(await noted('a.b.c')).toBe(true);
  expect(await noted({ sub: 'a' })).toBe(true);
});
