import type { Trouble } from '../../views/components/trouble.ts';
import { sentences } from '../../views/locales/catalogue.ts';
import { CheckSaidPage } from '../../views/login/check-said.tsx';
import { RegisterCodePage } from '../../views/login/register-code.tsx';
import { RegisterFacePage } from '../../views/login/register-face.tsx';
import { RegisterPhonePage } from '../../views/login/register-phone.tsx';
import { LIVES_MINUTES } from '../credentials/one-time-codes.ts';
import { formsMayLeadTo } from '../http/headers.ts';
import { maskName, maskNumber, maskPhone } from '../identities/masks.ts';
import type { At } from './at.ts';
import { ownOf } from './checkable.ts';
import type { CheckPage } from './next.ts';
import type { Said } from './register-said.ts';

interface More {
  error?: Trouble;
  username?: string;
  said?: Said;
}

/** The pages of a check as the way up; those of registering, where they ask the same. */
export const checkPages = {
  check_said: async (at: At, { error, said }: More) => {
    const { name, id_number } = await ownOf(at);
    const { claimed, method = 'operator' } = at.attempt.checking ?? {};
    return (
      <CheckSaidPage
        frame={at.frame}
        error={error}
        method={method}
        own={{
          ...(name && { name: maskName(name) }),
          ...(id_number && { id_number: maskNumber(id_number) }),
        }}
        said={said ?? claimed ?? {}}
        action={at.path('check/said')}
        other={at.path('step-up')}
        leave={at.path('leave')}
      />
    );
  },
  check_phone: async (at: At, { error, username }: More) => {
    const { phone, other } = sentences(at.frame.lang).factors.check;
    return (
      <RegisterPhonePage
        frame={at.frame}
        error={error}
        phone={username}
        words={{ ...phone, other }}
        action={at.path('check/phone')}
        back={at.path('step-up')}
      />
    );
  },
  check_code: async (at: At, { error }: More) => (
    <RegisterCodePage
      frame={at.frame}
      error={error}
      phone={maskPhone(at.attempt.checking?.phone ?? '')}
      minutes={LIVES_MINUTES}
      action={at.path('check/code')}
      again={at.path('check/again')}
      other={sentences(at.frame.lang).factors.check.other}
      back={at.path('step-up')}
    />
  ),
  check_face: async (at: At) => {
    const { pages } = at.needs.authorities;
    if (pages) formsMayLeadTo(at.ctx, [pages]);
    return <RegisterFacePage frame={at.frame} action={at.path('check/face')} />;
  },
} satisfies Record<CheckPage, unknown>;
