import type { IncomingMessage, ServerResponse } from 'node:http';

/** What stands at a double's addresses for people who try it: tests have somebody at the keyboard already. */
export interface Pages<Who> {
  /** At its sign-in: each time that a browser comes there, or posts a form to the very address it stands at. */
  entrance?(visit: Visit<Who>): Promise<void>;
  /** At any address that is none of its protocol's; 404 without. */
  elsewhere?(request: IncomingMessage, response: ServerResponse): void;
}

export interface Visit<Who> {
  request: IncomingMessage;
  response: ServerResponse;
  /** What its page posted. */
  form: Record<string, string>;
  /** Sends the browser back as this person; as nobody, when they gave up. */
  proceed(person: Who | undefined): void;
}

/** 404, or what the pages have there. */
export function elsewhere(
  pages: Pages<never>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (pages.elsewhere) pages.elsewhere(request, response);
  else response.writeHead(404).end();
}
