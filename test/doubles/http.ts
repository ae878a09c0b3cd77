import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A firewall's page with every sign of success, a stumble over this one request, an answer without end. */
export type Garbled = 'page' | 'stumble' | 'flood';

/** Answers so that nobody can read it. */
export function garbled(response: ServerResponse, how: Garbled): void {
  const html = { 'content-type': 'text/html' };
  if (how === 'page') response.writeHead(200, html).end('<html><body>Blocked</body></html>');
  else if (how === 'stumble') response.writeHead(500, html).end('<html>java.lang.…</html>');
  else json(response, 200, { flood: 'x'.repeat(1_000_000) });
}

/** The whole body as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
