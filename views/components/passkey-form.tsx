import type { ComponentChildren, JSX } from 'preact';
import { AssetPath } from '../assets.ts';
import type { PageFrame } from '../frame.ts';

export interface PasskeyFormProps {
  frame: PageFrame;
  action: string;
  /** What the browser is to do; the options are those of WebAuthn, with base64url for bytes. */
  does: 'get' | 'create';
  options: unknown;
  button: string;
  /** Said when the device did not finish, and in a browser without scripts. */
  failed: string;
  without: string;
  second?: boolean;
  children?: ComponentChildren;
}

/** Posts what a passkey answers as `answer`. It needs the script, and hides without it. */
export function PasskeyForm(props: PasskeyFormProps): JSX.Element {
  const { frame, action, does, options, button, second, children } = props;
  return (
    <>
      <form
        method="post"
        action={action}
        noValidate
        hidden
        data-passkey={does}
        data-options={JSON.stringify(options)}
      >
        {frame.csrf && <input type="hidden" name="_csrf" value={frame.csrf} />}
        <input type="hidden" name="answer" value="" />
        {children}
        <p class="field-error" role="alert" data-passkey-failed hidden>
          {props.failed}
        </p>
        <button type="submit" class={second ? 'button button-second' : 'button'}>
          {button}
        </button>
      </form>
      <noscript>
        <p class="hint">{props.without}</p>
      </noscript>
      <AssetPath.Consumer>{(path) => <script src={path('passkey.js')} defer />}</AssetPath.Consumer>
    </>
  );
}
