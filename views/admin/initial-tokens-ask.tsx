import type { JSX } from 'preact';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import type { ConsoleFrame } from './console.tsx';
import { Choice, Input, Mark, PlaceInput } from './inputs.tsx';

/** A box for each of a few, in one group. */
function Boxes(props: {
  legend: string;
  /** By which its fields begin. */
  name: string;
  options: readonly { value: string; label: string; marked: boolean }[];
}): JSX.Element {
  const { legend, name, options } = props;
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map(({ value, label, marked }) => (
        <div class="choice" key={value}>
          <Mark
            {...{ id: `ask-${name}-${value}`, type: 'checkbox', name: `${name}.${value}` }}
            {...{ value: 'yes', marked }}
          />
          <label for={`ask-${name}-${value}`}>{label}</label>
        </div>
      ))}
    </fieldset>
  );
}

/** What can be chosen from, by the names of the boxes. */
export interface Offered {
  scopes: readonly string[];
  profiles: readonly string[];
  /** `name`: its box, which a form that is shown again keeps only without the word secret in it. */
  auth_methods: readonly { name: string; type: string }[];
  /** `name`: its box; a grant type may be a whole address. */
  grant_types: readonly { name: string; type: string }[];
}

/** Asks for a token, below the list of them. */
export function TokenAskAct(props: {
  frame: ConsoleFrame;
  offered: Offered;
  places: readonly { value: string; label: string }[];
}): JSX.Element {
  const { frame, offered, places } = props;
  const { lang } = frame;
  const { tokens: t, clients } = sentences(lang).console;
  const profiles: Record<string, string> = t.profile_names;
  const scopes: Record<string, string> = clients.scopes;
  const usual = new Set(['openid', 'profile', 'strict', 'private_key_jwt', 'authorization_code']);
  const boxes = (values: readonly string[], label: (value: string) => string) =>
    values.map((value) => ({ value, label: label(value), marked: usual.has(value) }));
  return (
    <Act
      {...{ frame, id: 'ask', action: '/admin/registration-tokens/ask' }}
      {...{ title: t.ask, what: t.ask_what, button: t.ask, reason: true }}
    >
      <PlaceInput
        {...{ id: 'ask-department', name: 'department', label: t.department }}
        {...{ places, required: true }}
      />
      <Input
        {...{ id: 'ask-hosts', name: 'hosts', label: t.hosts, hint: t.hosts_hint }}
        maxLength={2000}
      />
      <Boxes
        {...{ legend: t.scopes, name: 'scopes' }}
        options={boxes(offered.scopes, (one) => `${scopes[one] ?? one} (${one})`)}
      />
      <Boxes
        {...{ legend: t.profiles, name: 'profiles' }}
        options={boxes(offered.profiles, (one) => profiles[one] ?? one)}
      />
      <Boxes
        {...{ legend: t.auth_methods, name: 'auth_methods' }}
        options={offered.auth_methods.map(({ name, type }) => ({
          ...{ value: name, label: type, marked: usual.has(type) },
        }))}
      />
      <Boxes
        {...{ legend: t.grant_types, name: 'grant_types' }}
        options={boxes(
          offered.grant_types.map(({ name }) => name),
          (one) => one,
        )}
      />
      <Input
        {...{ id: 'ask-networks', name: 'networks', label: t.networks, hint: t.networks_hint }}
        maxLength={1000}
      />
      <Input
        {...{ id: 'ask-sector', name: 'sector', label: t.sector, hint: t.sector_hint }}
        maxLength={60}
      />
      <Choice
        {...{ id: 'ask-level_floor', name: 'level_floor', label: t.level_floor, value: '0' }}
        options={[0, 1, 2, 3, 4].map((level) => ({
          value: String(level),
          label: `${level} · ${sentences(lang).levels.short[level] ?? ''}`,
        }))}
      />
      <Input
        {...{ id: 'ask-most_uses', name: 'most_uses', label: t.most_uses, value: '1' }}
        {...{ digits: true, required: true, maxLength: 4 }}
      />
      <Input
        {...{ id: 'ask-days', name: 'days', label: t.days, value: '30' }}
        {...{ digits: true, required: true, maxLength: 2 }}
      />
    </Act>
  );
}
