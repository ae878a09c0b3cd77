import type { JSX } from 'preact';
import { PasskeyForm as Form, type PasskeyFormProps } from '../components/passkey-form.tsx';
import { sentences } from '../locales/catalogue.ts';

/** Of the staff: the same form in the console's words. */
export function PasskeyForm(props: Omit<PasskeyFormProps, 'failed' | 'without'>): JSX.Element {
  const t = sentences(props.frame.lang).console.sign_in;
  return <Form {...props} failed={t.passkey_failed} without={t.passkey_script} />;
}
