/**
 * Where a source's settings lead: its hosts and addresses, and what tells the right machine from
 * another one there. A secret that is kept while this changes goes to whoever stands at the new place:
 * so one person alone moves it only by typing it anew.
 */
export function whereSecretsGo(settings: unknown): string {
  return JSON.stringify(placesIn(settings, '').sort());
}

const leads = /(^|\.)(hosts?|port|networks|ca|server_name|tls|allow_http|database)(\.|$)/;

function placesIn(value: unknown, name: string): [string, string][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inside]) =>
      placesIn(inside, name === '' ? key : `${name}.${key}`),
    );
  const text = String(value);
  return leads.test(name) || /^[a-z]+:\/\//i.test(text) ? [[name, text]] : [];
}

/** Private keys sign and open here, and are sent to nobody. */
export const isSent = (secret: string): boolean =>
  !/(^|\.)(signing_key|decryption_key|client_key)$/.test(secret);
