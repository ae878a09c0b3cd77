import type { JSX } from 'preact';
import { Moment } from '../components/moment.tsx';
import { inWords, type Words } from '../frame.ts';
import { sentences } from '../locales/catalogue.ts';
import { Act } from './act.tsx';
import { type ConsoleFrame, ConsolePage } from './console.tsx';
import { Input, PlaceInput } from './inputs.tsx';
import { Fact, Facts } from './table.tsx';

interface Shown {
  frame: ConsoleFrame;
  address: string;
  department: Words | string;
  /** This page's address; its acts lie below it. */
  href: string;
}

/** One developer of a department. */
export function DeveloperPage(props: Shown & { began_at: Date }): JSX.Element {
  const { frame, address, department, href, began_at } = props;
  const t = sentences(frame.lang).console.developers;
  return (
    <ConsolePage frame={frame} section="developers" title={address}>
      <Facts>
        <Fact name={t.department}>{inWords(department, frame.lang)}</Fact>
        <Fact name={t.since}>
          <Moment at={began_at} lang={frame.lang} />
        </Fact>
      </Facts>
      <Act
        {...{ frame, id: 'end', action: `${href}/end` }}
        {...{ title: t.end, what: t.end_what, button: t.end, named: address, danger: true }}
      />
    </ConsolePage>
  );
}

/** One invitation that is open. */
export function DeveloperInvitationPage(
  props: Shown & { made_at: Date; expires_at: Date },
): JSX.Element {
  const { frame, address, department, href, made_at, expires_at } = props;
  const t = sentences(frame.lang).console.developers;
  return (
    <ConsolePage frame={frame} section="developers" title={address}>
      <Facts>
        <Fact name={t.department}>{inWords(department, frame.lang)}</Fact>
        <Fact name={t.made}>
          <Moment at={made_at} lang={frame.lang} />
        </Fact>
        <Fact name={t.until}>
          <Moment at={expires_at} lang={frame.lang} />
        </Fact>
      </Facts>
      <Act
        {...{ frame, id: 'withdraw', action: `${href}/withdraw` }}
        {...{ title: t.withdraw, what: t.withdraw_what, button: t.withdraw }}
      />
    </ConsolePage>
  );
}

/** Invites somebody, below the lists. */
export function DeveloperInviteAct(props: {
  frame: ConsoleFrame;
  days: number;
  /** Mail is set up. */
  mail: boolean;
  places: readonly { value: string; label: string }[];
}): JSX.Element {
  const { frame, days, mail, places } = props;
  const t = sentences(frame.lang).console.developers;
  return (
    <div class="under">
      <p>
        <a href="/admin/developers/invited">{t.invited}</a>
      </p>
      <Act
        {...{ frame, id: 'invite', action: '/admin/developers/invite' }}
        {...{ title: t.invite, what: t.invite_what(days), button: t.invite }}
      >
        <p>{mail ? t.mailed : t.not_mailed}</p>
        <Input id="invite-address" name="address" label={t.address} maxLength={190} required />
        <PlaceInput
          {...{ id: 'invite-department', name: 'department', label: t.department }}
          {...{ places, required: true }}
        />
      </Act>
    </div>
  );
}
