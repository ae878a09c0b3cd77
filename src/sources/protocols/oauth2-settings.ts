import { z } from 'zod';
import { encryptionShape } from './decrypting.ts';
import { isWeb, reach, web } from './reach-settings.ts';
import { signingShape } from './signing.ts';
import { namesIn, withoutNames } from './web-call.ts';

const name = z.string().regex(/^[\w.-]{1,64}$/, 'must be of letters, digits, dashes and dots');
const filled = z.record(name, z.string().max(2_000));
const pointer = z
  .string()
  .regex(/^(\/[^\0]{0,100}){1,8}$/, 'must be a JSON pointer, such as /data/userId');

/** What may stand in braces in the parameters and headers of each step. */
export const placeholders = {
  authorize: ['client_id', 'callback', 'state'],
  token: ['client_id', 'client_secret', 'basic', 'callback', 'code'],
  userinfo: ['client_id', 'client_secret', 'access_token'],
} as const;

export type Step = 'token' | 'userinfo';

const call = (step: Step) => ({
  url: web.describe('Its address.'),
  method: z.enum(['get', 'form', 'json']).describe('GET, or POST with a form or a JSON object.'),
  parameters: filled
    .default({})
    .describe(`Names and values; in braces ${placeholders[step].join(', ')}.`),
  headers: filled.default({}).describe('Further headers, filled the same way.'),
  envelope: z
    .strictObject({
      code: pointer.default('/code').describe('Where the result stands.'),
      success: z
        .array(z.string().max(40))
        .min(1)
        .default(['0', '200'])
        .describe('Which results are good; any other, or none, is not.'),
      data: pointer.default('/data').describe('Where what was asked for stands.'),
    })
    .optional()
    .describe('For answers that wrap everything in result and data.'),
});

/** The settings of one system that is almost OAuth 2. */
export const oauth2Settings = z
  .strictObject({
    client_id: z
      .string()
      .min(1)
      .max(255)
      .describe('Our name there: client_id, appid, servicecode.'),
    client_secret: z
      .string()
      .min(1)
      .max(1024)
      .meta({ secret: true })
      .optional()
      .describe('Our secret there.'),
    client_secret_until: z.iso.date().optional().describe('The last day of the secret.'),
    authorize: z
      .strictObject({
        url: web.describe('Where the browser is sent.'),
        parameters: filled.describe(
          'Names and values; in braces client_id, callback, state. Without {state} it goes into the callback address.',
        ),
        pkce: z.boolean().default(false).describe('It knows PKCE with S256 (RFC 7636).'),
        level: name.optional().describe('The parameter that asks for a level, where it has one.'),
        reauthenticate: z
          .record(name, z.string().max(100))
          .default({})
          .describe('Parameters that make it ask the person anew.'),
      })
      .describe('The way there.'),
    answer: z
      .strictObject({
        code: name.default('code').describe('The parameter that brings the code back.'),
        cancelled: z
          .record(name, z.array(z.string().max(60)))
          .default({ error: ['access_denied'] })
          .describe('Which parameters and values say that the person gave up.'),
        iss: z
          .string()
          .max(255)
          .optional()
          .describe('The issuer that must stand beside the code (RFC 9207), where it sends one.'),
      })
      .prefault({})
      .describe('The way back.'),
    token: z
      .strictObject({
        ...call('token'),
        access_token: pointer.default('/access_token').describe('Where the token stands.'),
        subject: pointer
          .optional()
          .describe('Where the account stands; userinfo must say the same.'),
        audience: pointer.optional().describe('Where it says for whom; must be our client_id.'),
        session: pointer.optional().describe('Where its own session stands.'),
      })
      .describe('The code becomes a token.'),
    userinfo: z
      .strictObject({
        ...call('userinfo'),
        subject: pointer.describe('Where the lasting key of the account stands.'),
        session: pointer.optional().describe('Where its own session stands.'),
        only: z
          .record(pointer, z.array(z.string().max(60)).min(1))
          .default({})
          .describe(
            'What must stand there, so that accounts of organisations are not taken for people.',
          ),
        encryption: encryptionShape.optional(),
      })
      .describe('The token becomes a person.'),
    signing: signingShape.optional(),
    registration_faults: z
      .array(z.string().max(60))
      .default(['invalid_client', 'unauthorized_client', 'unsupported_grant_type'])
      .describe('Results that mean it no longer knows us, never a bad code: `40003`, `HTTP 401`.'),
    code_faults: z
      .array(z.string().regex(/^HTTP 5\d\d$/))
      .default([])
      .describe('What a bad code brings about though it looks like a broken system: `HTTP 500`.'),
    look: web
      .optional()
      .describe(
        'What is asked, without anybody, to see whether it is there; else the token address.',
      ),
    charset: z.enum(['utf-8', 'gbk', 'gb18030']).default('utf-8').describe('Of its answers.'),
    ...reach,
  })
  .superRefine((settings, context) => {
    const fault = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const { authorize, token, userinfo, look } = settings;
    const addresses = { authorize: authorize.url, token: token.url, userinfo: userinfo.url, look };
    for (const [step, address] of Object.entries(addresses))
      if (address !== undefined && !isWeb(address, settings.allow_http))
        fault(step === 'look' ? ['look'] : [step, 'url'], 'must be https');
    const texts = {
      authorize: Object.values(authorize.parameters),
      token: [...Object.values(token.parameters), ...Object.values(token.headers)],
      userinfo: [...Object.values(userinfo.parameters), ...Object.values(userinfo.headers)],
    };
    for (const step of ['authorize', 'token', 'userinfo'] as const)
      for (const inside of texts[step].flatMap(namesIn)) {
        const known: readonly string[] = placeholders[step];
        if (!known.includes(inside)) fault([step, 'parameters'], `{${inside}} cannot stand here`);
        if (/secret|basic/.test(inside) && settings.client_secret === undefined)
          fault(['client_secret'], `is needed for {${inside}}`);
      }
    // These texts are shown to whoever looks after the source.
    const { client_secret = '' } = settings;
    const written = Object.values(texts).flatMap((all) => all.map(withoutNames));
    if (client_secret.length >= 8 && written.some((one) => one.includes(client_secret)))
      fault(['client_secret'], 'stands in a text that is shown: write {client_secret} there');
    if (!texts.token.flatMap(namesIn).includes('code'))
      fault(['token', 'parameters'], 'must hold {code}');
    // What is asked without the token speaks of anybody.
    if (!texts.userinfo.flatMap(namesIn).includes('access_token'))
      fault(['userinfo', 'parameters'], 'must hold {access_token}');
  });

export type OAuth2Settings = z.output<typeof oauth2Settings>;
