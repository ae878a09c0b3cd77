import type { Trouble } from '../../views/components/trouble.ts';
import { RegisterCheckPage } from '../../views/login/register-check.tsx';
import { RegisterCodePage } from '../../views/login/register-code.tsx';
import { RegisterFacePage } from '../../views/login/register-face.tsx';
import { RegisterKnownPage } from '../../views/login/register-known.tsx';
import { RegisterPasswordPage } from '../../views/login/register-password.tsx';
import { RegisterPhonePage } from '../../views/login/register-phone.tsx';
import { LIVES_MINUTES } from '../credentials/one-time-codes.ts';
import { formsMayLeadTo } from '../http/headers.ts';
import { methods } from '../identities/checks.ts';
import { maskNumber, maskPhone } from '../identities/masks.ts';
import type { At } from './at.ts';
import type { RegisterPage } from './next.ts';
import type { Said } from './register-said.ts';

interface More {
  error?: Trouble;
  username?: string;
  said?: Said;
}

/** The pages of registering. What they show of a person, that person has typed a moment ago. */
export const registerPages = {
  register_phone: async (at: At, more: More) => (
    <RegisterPhonePage
      frame={at.frame}
      error={more.error}
      phone={more.username}
      action={at.path('register/phone')}
      back={at.path('ways')}
    />
  ),
  register_code: async (at: At, more: More) => (
    <RegisterCodePage
      frame={at.frame}
      error={more.error}
      phone={maskPhone(at.attempt.registering?.phone ?? '')}
      minutes={LIVES_MINUTES}
      action={at.path('register/code')}
      again={at.path('register/again')}
      back={at.path('ways')}
    />
  ),
  register_check: async (at: At, { error, said }: More) => (
    <RegisterCheckPage
      frame={at.frame}
      error={error}
      said={said ?? {}}
      methods={at.needs.authorities.offered.map((id) => ({ id, level: methods[id].level }))}
      known_phone={at.attempt.registering?.known_phone === true}
      needed_level={at.asked.needed_level > 0 ? at.asked.needed_level : undefined}
      action={at.path('register/check')}
      ways={at.path('ways')}
      leave={at.path('leave')}
    />
  ),
  register_face: async (at: At) => {
    const { pages } = at.needs.authorities;
    if (pages) formsMayLeadTo(at.ctx, [pages]);
    return <RegisterFacePage frame={at.frame} action={at.path('register/face')} />;
  },
  register_known: async (at: At) => (
    <RegisterKnownPage
      frame={at.frame}
      owned={at.attempt.registering?.asks === 'owner'}
      action={at.path('register/known')}
      leave={at.path('leave')}
    />
  ),
  register_password: async (at: At, more: More) => {
    const { phone = '', check, claimed, join } = at.attempt.registering ?? {};
    // The number is a user name once it is one's own.
    const number = check?.binds && join === undefined ? claimed?.id_number : undefined;
    return (
      <RegisterPasswordPage
        frame={at.frame}
        error={more.error}
        phone={maskPhone(phone)}
        number={number && maskNumber(number)}
        login_name={more.username}
        known_phone={at.attempt.registering?.known_phone === true && check === undefined}
        action={at.path('register/password')}
        leave={at.path('leave')}
      />
    );
  },
} satisfies Record<RegisterPage, unknown>;
