import { h } from 'preact';
import { z } from 'zod';
import { MessagesPage } from '../../views/clients/messages.tsx';
import { Refusal } from '../errors.ts';
import { readQuery } from '../http/input.ts';
import * as sink from '../messages/sink.ts';
import { type At, answer } from './at.ts';
import { type PortalRoute, page } from './route.ts';

/** What a sandbox would have sent to its citizens (ADR 0044); elsewhere there is no such page. */
async function show(at: At): Promise<void> {
  const { base, ctx, frame, needs } = at;
  if (!needs.gate.sandbox) throw new Refusal('http.not_found');
  const typed = z.looseObject({ to: z.string().max(190).catch('').default('') });
  const to = readQuery(ctx, typed).to.trim();
  answer(at, h(MessagesPage, { frame, to, messages: await sink.read(base, to) }));
}

export const routes: readonly PortalRoute[] = [page('/clients/messages', show)];
