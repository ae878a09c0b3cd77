import { fetchGuarded, type OutgoingRequest } from './outgoing.ts';

type Fixed = Pick<OutgoingRequest, 'networks' | 'types' | 'maxBytes' | 'timeoutMs'>;

/** What libraries hand to a fetch; of a body, only what is there as a whole. */
interface Init {
  method?: string;
  headers?: ConstructorParameters<typeof Headers>[0];
  body?: unknown;
  signal?: AbortSignal | null;
}

/** The guarded way out in the shape of fetch, for libraries that bring their own requests. Throws OutgoingFault. */
export const asFetch =
  (fixed: Fixed) =>
  async (url: string | URL, init: Init = {}): Promise<Response> => {
    const { status, headers, body } = await fetchGuarded(String(url), {
      ...fixed,
      method: methodOf(init.method),
      headers: plainly(new Headers(init.headers)),
      body: bodyOf(init.body),
      signal: init.signal ?? undefined,
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(headers)) {
      for (const one of [value ?? []].flat()) answered.append(name, one);
    }
    return new Response(body.length > 0 ? Uint8Array.from(body) : null, {
      status,
      headers: answered,
    });
  };

function plainly(headers: Headers): Record<string, string> {
  const plain: Record<string, string> = {};
  headers.forEach((value, name) => {
    plain[name] = value;
  });
  return plain;
}

function methodOf(method = 'GET'): 'GET' | 'POST' {
  if (method === 'GET' || method === 'POST') return method;
  throw new RangeError('a method that nothing of ours uses');
}

function bodyOf(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new RangeError('a body that is not there as a whole');
}
