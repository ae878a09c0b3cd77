import { expect } from 'vitest';
import type { Answer } from '../doubles/relying-party.ts';
import type { TwoNodes } from './two-nodes.ts';

const CALLERS = 8;

/** 8 callers over both nodes at once: exactly one is served, all others are refused, and nothing else. */
async function exactlyOne(
  nodes: TwoNodes['nodes'],
  call: (node: string) => Promise<Answer>,
): Promise<Answer['body']> {
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, (_, at) => call(nodes[at % 2] as string)),
  );
  const served = answers.filter(({ status }) => status === 200);
  expect(served).toHaveLength(1);
  for (const { status, body } of answers) {
    if (status !== 200) expect([status, body.error]).toEqual([400, 'invalid_grant']);
  }
  return (served[0] as Answer).body;
}

/** One code, exchanged 8 times at once: one winner, whose tokens work on both nodes. */
export async function raceForCode({ nodes, hall }: TwoNodes, code: string, verifier: string) {
  const tokens = await exactlyOne(nodes, (node) => hall.exchange(node, code, verifier));
  await worksEverywhere({ nodes, hall }, tokens.access_token as string);
  return tokens;
}

/** The same with one refresh token. */
export async function raceForRefresh({ nodes, hall }: TwoNodes, refresh_token: string) {
  const tokens = await exactlyOne(nodes, (node) => hall.refresh(node, refresh_token));
  await worksEverywhere({ nodes, hall }, tokens.access_token as string);
  return tokens;
}

async function worksEverywhere({ nodes, hall }: Pick<TwoNodes, 'nodes' | 'hall'>, token: string) {
  for (const node of nodes) expect((await hall.userinfo(node, token)).status).toBe(200);
}
