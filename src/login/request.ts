import type { AskingClient, Interaction } from './needs.ts';

/** What an authorisation request asks of the sign-in. */
export interface Asked {
  /** The client's floor, or what the request asks for where that is more. */
  needed_level: number;
  /** A live session would do, if the person agrees to go on with it. */
  may_continue: boolean;
  /** A live session lacks nothing but the level: what is missing may be shown beside it. */
  may_rise: boolean;
  /** The person must prove anew, at the source too: `prompt=login`, or `max_age` has passed. */
  reauthenticate: boolean;
  login_hint?: string;
  /** The way in that the client proposes: the id of a source, or `local`. */
  source_hint?: string;
  ui_locales?: string;
}

export function asked(interaction: Interaction, client: AskingClient): Asked {
  const { params, prompt, session } = interaction;
  const reauthenticate =
    (params['prompt'] ?? '').split(' ').includes('login') ||
    prompt.reasons.some((reason) => reason === 'login_prompt' || reason === 'max_age');
  return {
    needed_level: Math.max(client.level_floor, askedLevel(params)),
    // The engine asks for `login` when the session does not do: over, too low, of a foreign source.
    may_continue: session !== undefined && prompt.name === 'select_account' && !reauthenticate,
    may_rise:
      session !== undefined &&
      prompt.name === 'login' &&
      !reauthenticate &&
      prompt.reasons.every((reason) => reason === 'level_too_low'),
    reauthenticate,
    login_hint: params['login_hint']?.slice(0, 200),
    source_hint: hinted(params['source_hint']),
    ui_locales: params['ui_locales'],
  };
}

/** What can be no id proposes nothing. */
const hinted = (text: string | undefined) =>
  text !== undefined && /^[a-z][a-z0-9-]{1,39}$/.test(text) ? text : undefined;

/**
 * `acr_values` (OpenID Connect Core §3.1.2.1) and the `claims` request (§5.5.1.1) list what would
 * do: the lowest of a list is enough. Values that are not ours ask for nothing.
 */
function askedLevel(params: Interaction['params']): number {
  const lists = [(params['acr_values'] ?? '').split(' '), claimed(params['claims'])];
  return Math.max(0, ...lists.map(lowest));
}

function lowest(values: readonly unknown[]): number {
  const levels = values.flatMap((value) => {
    const found = /^urn:songhua:acr:([0-4])$/.exec(String(value));
    return found ? [Number(found[1])] : [];
  });
  return levels.length > 0 ? Math.min(...levels) : 0;
}

function claimed(claims: string | undefined): readonly unknown[] {
  if (!claims) return [];
  try {
    const acr = JSON.parse(claims)?.id_token?.acr;
    return Array.isArray(acr?.values) ? acr.values : acr?.value === undefined ? [] : [acr.value];
  } catch {
    // The engine has refused what is no JSON; an older one that did not asks for nothing.
    return [];
  }
}
