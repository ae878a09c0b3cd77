import { expect } from 'vitest';
import { type RefusalCode, refusals } from '../../src/errors.ts';
import type { Page } from '../support/visitor.ts';

/** What passes, what counts tries, and the trail (which is told of tries) with what seals it. */
export const mayChange = ['artefacts', 'tries', 'audit_events', 'audit_pending', 'audit_seals'];

/** A page of ours that says its code, offers a way on, and shows nothing of the inside. */
export function expectPage(page: Pick<Page, 'status' | 'html'>, code: RefusalCode): void {
  expect(page.html).toContain(`>${code}<`);
  expect(page.status).toBe(refusals[code].status);
  expect(page.html).toMatch(/<a [^>]*href="(\/|tel:|http)/);
  expect(page.html).not.toMatch(/node_modules|\.ts:\d|at \w+ \(|select .* from/i);
}

/** The body of a form that is no form of ours. */
export const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

/** Posts as nobody's browser would, and gives the answer as it is. */
export async function posted(
  issuer: string,
  path: string,
  body: string,
  headers: Record<string, string> = asForm,
): Promise<{ status: number; html: string }> {
  const response = await fetch(`${issuer}${path}`, {
    method: 'POST',
    headers: { accept: 'text/html', ...headers },
    body,
    redirect: 'manual',
  });
  return { status: response.status, html: await response.text() };
}
