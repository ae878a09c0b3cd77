import type { JSX } from 'preact';
import { inWords } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { Choice, Input, PlaceInput } from './inputs.tsx';
import type { StaffMemberProps } from './staff-shown.ts';

/** What may be done to a member: some of it at once, some by two people. */
export function MemberActs(props: StaffMemberProps): JSX.Element {
  const { frame, member, own, href } = props;
  const t = sentences(frame.lang).console.staff;
  const action = (act: string) => `${href}/${act}`;
  if (own) return <p class="note">{t.own}</p>;
  const locked = member.state === 'locked';
  return (
    <>
      {props.alone && (
        <Act {...{ frame, id: 'second', action: action('second'), reason: true }} {...t.second} />
      )}
      <Roles {...props} />
      {!locked && <Act {...{ frame, id: 'link', action: action('link') }} {...t.link} />}
      {!locked && (
        <Act {...{ frame, id: 'lock', action: action('lock'), danger: true }} {...t.lock} />
      )}
      <Act {...{ frame, id: 'unlock', action: action('unlock') }} {...t.unlock} />
      {member.state !== 'invited' && (
        <>
          <Act
            frame={frame}
            id="several"
            action={action('several')}
            title={t.several_act.title}
            what={t.several_act.what}
            button={member.several_sessions ? t.several_act.forbid : t.several_act.allow}
          >
            <input type="hidden" name="several" value={member.several_sessions ? 'no' : 'yes'} />
          </Act>
          <Act
            {...{ frame, id: 'reset', action: action('reset'), reason: true, danger: true }}
            {...t.reset}
            named={member.name}
          />
        </>
      )}
      <Act
        {...{ frame, id: 'leave', action: action('leave'), danger: true }}
        {...t.leave}
        named={member.name}
      />
    </>
  );
}

/** Asking for a role, and for one to be taken away. */
function Roles({ frame, href, grants, places }: StaffMemberProps): JSX.Element {
  const t = sentences(frame.lang).console.staff;
  const action = (act: string) => `${href}/${act}`;
  const held = grants.filter(({ ended_at }) => ended_at === null);
  return (
    <>
      <Act {...{ frame, id: 'grant', action: action('grant'), reason: true }} {...t.grant}>
        <Choice
          id="grant-role"
          name="role"
          label={t.role}
          options={Object.entries(t.role_names).map(([value, label]) => ({ value, label }))}
        />
        <PlaceInput
          id="grant-department"
          name="department"
          label={t.node}
          places={places}
          required
        />
        <Input id="grant-client" name="client_id" label={t.grant_client} maxLength={60} />
      </Act>
      {held.length > 0 && (
        <Act {...{ frame, id: 'revoke', action: action('revoke'), reason: true }} {...t.revoke}>
          <Choice
            id="revoke-grant"
            name="grant_id"
            label={t.role}
            options={held.map(({ id, role, node, client_id }) => ({
              value: id,
              label: [t.role_names[role], inWords(node, frame.lang), client_id]
                .filter(Boolean)
                .join(' · '),
            }))}
          />
        </Act>
      )}
    </>
  );
}
