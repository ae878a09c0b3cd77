import type { JSX } from 'preact';
import { type StateKind, StateWords } from '../components/state-words.tsx';
import type { Lang } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Choice, Known } from './inputs.tsx';

export interface KeyShown {
  kid: string;
  alg: 'ES256' | 'RS256';
  state: 'next' | 'current' | 'old';
}

const kinds: Record<KeyShown['state'], StateKind> = {
  next: 'waiting',
  current: 'ok',
  old: 'warning',
};

export const keyState = (state: KeyShown['state'], lang: Lang): JSX.Element => (
  <StateWords kind={kinds[state]}>{sentences(lang).console.keys_page.states[state]}</StateWords>
);

/** Under the list of keys: asking for one to be rotated, or revoked. */
export function KeyActs(props: { frame: ConsoleFrame; keys: readonly KeyShown[] }): JSX.Element {
  const { frame, keys } = props;
  const t = sentences(frame.lang).console.keys_page;
  return (
    <>
      {keys
        .filter(({ state }) => state === 'current')
        .map(({ alg, kid }) => (
          <Act
            key={kid}
            frame={frame}
            id={`rotate-${alg}`}
            action="/admin/keys/rotate"
            title={t.rotate(alg)}
            what={t.rotate_what}
            button={t.rotate(alg)}
            reason
          >
            <input type="hidden" name="alg" value={alg} />
            <Known name="was" value={kid} />
          </Act>
        ))}
      {keys.length > 0 && (
        <Act
          frame={frame}
          id="revoke"
          action="/admin/keys/revoke"
          title={t.revoke}
          what={t.revoke_what}
          button={t.revoke}
          reason
          danger
        >
          <Choice
            id="revoke-kid"
            name="kid"
            label={t.which}
            options={keys.map(({ kid, alg, state }) => ({
              value: kid,
              label: `${alg} · ${kid} · ${t.states[state]}`,
            }))}
          />
        </Act>
      )}
    </>
  );
}
