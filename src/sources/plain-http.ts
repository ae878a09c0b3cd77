import type { Base } from '../base.ts';
import { Refusal } from '../errors.ts';

/**
 * `allow_http` is for development. A gateway that people reach over https asks no source in clear,
 * whatever its settings say, but hosts of this machine that its own settings name (a test bed). It is
 * seen at registration, and again wherever a source is spoken to: settings outlive a move to
 * production. Throws `sources.plain_http` with the field.
 */
export function refusePlainHttp(base: Base, settings: unknown): void {
  const { plain_http } = base;
  const allows = typeof settings === 'object' && settings !== null && 'allow_http' in settings;
  if (plain_http === undefined || !allows || settings.allow_http !== true) return;
  const spoken = addressesIn(settings, 'settings');
  const [other] = spoken.filter(({ address }) => !plain_http.includes(address.host));
  if (other) throw refused(other.field);
  // A document of its own may still lead anywhere on this machine.
  if (spoken.length === 0) throw refused('settings.allow_http');
}

const refused = (field: string) => new Refusal('sources.plain_http', { field });

/** Every address in clear, however deep it stands. */
function addressesIn(value: unknown, field: string): { field: string; address: URL }[] {
  if (typeof value === 'string') {
    const address = /^http:/i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
    return address ? [{ field, address }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => addressesIn(inside, `${field}.${name}`));
}
