import type { JSX } from 'preact';
import type { PageFrame } from '../../views/frame.ts';
import { CheckSaidPage } from '../../views/login/check-said.tsx';
import { PickerPage } from '../../views/login/picker.tsx';
import { RegisterCheckPage } from '../../views/login/register-check.tsx';
import { RegisterCodePage } from '../../views/login/register-code.tsx';
import { RegisterFacePage } from '../../views/login/register-face.tsx';
import { RegisterKnownPage } from '../../views/login/register-known.tsx';
import { RegisterPasswordPage } from '../../views/login/register-password.tsx';
import { RegisterPhonePage } from '../../views/login/register-phone.tsx';
import { ToldPage } from '../../views/login/told.tsx';

const asked = (frame: PageFrame): PageFrame => ({
  ...frame,
  client: {
    name: { 'zh-CN': '吉事办', ko: '길사판', en: 'Jishiban service hall' },
    owner: { 'zh-CN': '省政务服务局', ko: '성정무봉사국', en: 'Provincial service bureau' },
  },
});
const methods = [
  { id: 'name_and_number', level: 1 },
  { id: 'operator', level: 2 },
  { id: 'face', level: 3 },
] as const;

/** What somebody without an old account sees, in every state. */
export const newcomerSamples: Record<string, (frame: PageFrame) => JSX.Element> = {
  'picker-newcomers': (frame) => (
    <PickerPage
      frame={asked(frame)}
      groups={[]}
      action="/x"
      local
      newcomers="/x/register"
      leave="/x"
    />
  ),
  'picker-newcomers-none': (frame) => (
    <PickerPage frame={asked(frame)} groups={[]} action="/x" local newcomers={null} leave="/x" />
  ),
  'register-phone': (frame) => <RegisterPhonePage frame={asked(frame)} action="/x" back="/y" />,
  'register-phone-wrong': (frame) => (
    <RegisterPhonePage
      frame={asked(frame)}
      error={{ code: 'phone_form', field: 'phone' }}
      phone="12900000001"
      action="/x"
      back="/y"
    />
  ),
  'register-phone-wait': (frame) => (
    <RegisterPhonePage
      frame={asked(frame)}
      error={{ code: 'too_many_codes', field: 'phone', minutes: 58 }}
      phone="199 0000 0001"
      action="/x"
      back="/y"
    />
  ),
  'register-code': (frame) => (
    <RegisterCodePage
      frame={asked(frame)}
      phone="199****0001"
      minutes={10}
      action="/x"
      again="/x"
      back="/y"
    />
  ),
  'register-code-wrong': (frame) => (
    <RegisterCodePage
      frame={asked(frame)}
      error={{ code: 'one_time_code_wrong', field: 'code' }}
      phone="199****0001"
      minutes={10}
      action="/x"
      again="/x"
      back="/y"
    />
  ),
  'register-check': (frame) => (
    <RegisterCheckPage
      frame={asked(frame)}
      said={{}}
      methods={[...methods]}
      known_phone
      needed_level={2}
      action="/x"
      ways="/y"
      leave="/x"
    />
  ),
  'register-check-wrong': (frame) => (
    <RegisterCheckPage
      frame={asked(frame)}
      error={{ code: 'check_no_match_phone', field: 'name' }}
      said={{
        method: 'operator',
        name: 'MARIA ALEKSANDROVNA TESTOVA-YANGBEN',
        id_type: 'foreign_pr',
        id_number: '922410195001010012',
      }}
      methods={methods.slice(0, 2)}
      known_phone={false}
      action="/x"
      ways="/y"
      leave="/x"
    />
  ),
  'check-said': (frame) => (
    <CheckSaidPage
      frame={asked(frame)}
      error={{ code: 'check_not_yours' }}
      method="operator"
      own={{ name: 'M*********************************' }}
      said={{ id_type: 'foreign_pr', id_number: '922410195001010012' }}
      action="/x"
      other="/y"
      leave="/x"
    />
  ),
  'check-said-own': (frame) => (
    <CheckSaidPage
      frame={asked(frame)}
      method="face"
      own={{ name: '张**', id_number: '220***********0018' }}
      said={{}}
      action="/x"
      other="/y"
      leave="/x"
    />
  ),
  'register-face': (frame) => <RegisterFacePage frame={asked(frame)} action="/x" />,
  'register-known': (frame) => (
    <RegisterKnownPage frame={asked(frame)} owned={false} action="/x" leave="/x" />
  ),
  'register-known-owned': (frame) => (
    <RegisterKnownPage frame={asked(frame)} owned action="/x" leave="/x" />
  ),
  'register-password': (frame) => (
    <RegisterPasswordPage
      frame={asked(frame)}
      phone="199****0001"
      number="220***********0018"
      known_phone={false}
      action="/x"
      leave="/x"
    />
  ),
  'register-password-taken': (frame) => (
    <RegisterPasswordPage
      frame={asked(frame)}
      error={{ code: 'credentials.login_name_taken', field: 'login_name' }}
      phone="199****0001"
      login_name="zhang-shi"
      known_phone
      action="/x"
      leave="/x"
    />
  ),
  'told-number-of-another': (frame) => (
    <ToldPage frame={asked(frame)} kind="number_of_another" action="/x" />
  ),
};
