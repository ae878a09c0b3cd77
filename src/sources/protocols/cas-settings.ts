import { z } from 'zod';
import { isWeb, reach, web } from './reach-settings.ts';
import { going } from './sign-out-settings.ts';

const path = z.string().regex(/^\/[\w./-]{0,200}$/, 'must be a path, such as /login');

/** The settings of one CAS server. Plain http is taken only on this machine, and only when allowed. */
export const casSettings = z
  .strictObject({
    server: web.describe('Where its pages begin, without a slash at the end: https://…/cas.'),
    inner_server: web
      .optional()
      .describe('Where tickets are validated, when the gateway reaches it by another address.'),
    version: z
      .enum(['2', '3'])
      .default('3')
      .describe('Of the CAS protocol: 3 gives attributes, 2 often only the account.'),
    login_path: path.default('/login').describe('Where people sign in.'),
    validate_path: path
      .optional()
      .describe('Where tickets are validated; not said: /serviceValidate or /p3/serviceValidate.'),
    logout_path: path.optional().describe('Where people sign out; not said: /logout.'),
    sign_out: going,
    format: z
      .enum(['XML', 'JSON'])
      .default('XML')
      .describe('How it answers; JSON is asked for with `format=JSON`.'),
    attributes: z
      .enum(['nested', 'named', 'beside'])
      .default('nested')
      .describe(
        'How it writes attributes: an element each in `attributes`, `attribute` elements with name and value, or elements beside `user`.',
      ),
    subject: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('The attribute that stays with the account for ever, when its `user` does not.'),
    level_parameter: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .optional()
      .describe('A parameter of its sign-in that takes one of its words for a level.'),
    ...reach,
  })
  .superRefine((settings, context) => {
    for (const name of ['server', 'inner_server'] as const) {
      const address = settings[name];
      // What is no address has been refused for that.
      if (address === undefined || !URL.canParse(address)) continue;
      const { search, hash, username, password } = new URL(address);
      const fault = (message: string) =>
        context.addIssue({ code: 'custom', path: [name], message });
      if (!isWeb(address, settings.allow_http)) fault('must be https');
      if (search || hash || username || password || address.endsWith('/'))
        fault('must end with its path, without a slash');
    }
  });

export type CasSettings = z.output<typeof casSettings>;

/** CAS Protocol 3.0 §2.1: where a browser asks for a ticket. */
export const loginAddress = ({ server, login_path }: CasSettings): URL =>
  new URL(server + login_path);

/** CAS Protocol 3.0 §2.3: where a browser signs out. */
export const logoutAddress = ({ server, logout_path = '/logout' }: CasSettings): URL =>
  new URL(server + logout_path);

/** CAS Protocol 3.0 §2.5 and §2.8: where we have a ticket validated. */
export const validateAddress = (settings: CasSettings): URL => {
  const usual = settings.version === '3' ? '/p3/serviceValidate' : '/serviceValidate';
  return new URL((settings.inner_server ?? settings.server) + (settings.validate_path ?? usual));
};
