import type { JSX } from 'preact';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Input, PlaceInput } from './inputs.tsx';

/** A one-time link, shown once: no mail is sent from here. */
export function StaffLinkPage(props: {
  frame: ConsoleFrame;
  link: string;
  hours: number;
  back: string;
}): JSX.Element {
  const t = sentences(props.frame.lang).console.staff;
  return (
    <ConsolePage frame={props.frame} section="staff" title={t.link_title}>
      <p class="lead">{t.link_lead}</p>
      <p class="card">
        <code>{props.link}</code>
      </p>
      <p>{t.link_good(props.hours)}</p>
      <p>
        <a class="button" href={props.back}>
          {t.link_back}
        </a>
      </p>
    </ConsolePage>
  );
}

/** Invites somebody, below the list. */
export function StaffInviteAct(props: {
  frame: ConsoleFrame;
  /** Where they may be invited to. */
  places: readonly { value: string; label: string }[];
}): JSX.Element {
  const { frame, places } = props;
  const t = sentences(frame.lang).console.staff;
  return (
    <Act
      frame={frame}
      id="invite"
      action="/admin/staff/invite"
      title={t.invite}
      what={t.invite_lead}
      button={t.invite}
    >
      <Input id="invite-name" name="name" label={t.name} maxLength={60} required />
      <Input id="invite-address" name="address" label={t.address} maxLength={190} required />
      <PlaceInput
        id="invite-department"
        name="department"
        label={t.department}
        places={places}
        required
      />
    </Act>
  );
}
