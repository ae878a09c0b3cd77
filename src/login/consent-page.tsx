import type { JSX } from 'preact';
import type { Trouble } from '../../views/components/trouble.ts';
import { type ConsentItem, ConsentPage } from '../../views/login/consent.tsx';
import * as clients from '../clients/clients.ts';
import * as identities from '../identities/identities.ts';
import { maskName, maskNumber, maskPhone } from '../identities/masks.ts';
import type { At } from './at.ts';

/** What the engine asks about, and to which version of the client's scopes. */
export function askedIn({ interaction }: At): { asked: string[]; version: number } {
  const { asked, version } = (interaction.prompt.details ?? {}) as Record<string, unknown>;
  return { asked: Array.isArray(asked) ? asked : [], version: Number(version) };
}

/** What the client says of the scopes that are asked about. One that rests on duty since is gone. */
export const claimsAsked = (at: At): clients.Claim[] => {
  const { asked } = askedIn(at);
  return at.client.claims.filter(
    ({ scope, basis }) => basis === 'consent' && asked.includes(scope),
  );
};

export async function consentPage(
  at: At,
  { error, ticked = [] }: { error?: Trouble; ticked?: readonly string[] },
): Promise<JSX.Element> {
  const { needs, interaction, client, frame, path } = at;
  const person =
    interaction.session && (await identities.claimsOf(needs.base, interaction.session.identity_id));
  const wanted = new Set((interaction.params['scope'] ?? '').split(' '));
  const byConsent = new Set(
    client.claims.filter(({ basis }) => basis === 'consent').map(({ scope }) => scope),
  );
  const approved = new Set(client.scopes.split(' '));
  return (
    <ConsentPage
      frame={frame}
      items={claimsAsked(at).map(({ scope, purpose, law, kept_months, optional = false }) => ({
        ...{ scope, purpose, law, kept_months, optional },
        sensitive: clients.sensitive.has(scope),
        example: exampleOf(scope, person),
      }))}
      duty={[...clients.askable]
        .filter((scope) => wanted.has(scope) && approved.has(scope) && !byConsent.has(scope))
        .map((scope) => {
          const said = client.claims.find((claim) => claim.scope === scope);
          return { scope, purpose: said?.purpose, law: said?.law };
        })}
      ticked={ticked}
      error={error}
      action={path('consent')}
    />
  );
}

/** What of theirs it is about, so that they recognise it and nobody behind them learns it. */
function exampleOf(scope: string, person: identities.Claims | undefined): ConsentItem['example'] {
  if ((scope === 'profile' || scope === 'realname') && person?.name !== undefined)
    return maskName(person.name);
  if (scope === 'phone' && person?.phone_number !== undefined)
    return maskPhone(person.phone_number);
  if (scope === 'idno' && person?.id_no !== undefined) return maskNumber(person.id_no);
  return undefined;
}
