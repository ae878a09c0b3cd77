import { z } from 'zod';
import { encryptionShape } from './decrypting.ts';
import { isWeb, reach, web } from './reach-settings.ts';
import { signingShape } from './signing.ts';
import { missingIn, nationalShape } from './ticket-national.ts';
import { namesIn } from './web-call.ts';

const name = z.string().regex(/^[\w.-]{1,64}$/, 'must be of letters, digits, dashes and dots');
const filled = z.record(name, z.string().max(2_000));
const pointer = z
  .string()
  .regex(/^(\/[^\0]{0,100}){1,8}$/, 'must be a JSON pointer, such as /data/userid');
const codes = z.array(z.string().min(1).max(60)).max(50);

/** What may stand in braces in the parameters and headers of each step. */
const placeholders = {
  login: ['app_id', 'callback', 'state'],
  token: ['app_id', 'app_secret', 'ticket'],
  user: ['app_id', 'app_secret', 'ticket', 'token'],
} as const;

/** A call of ours: the ticket becomes a token, or a person. */
export type Step = 'token' | 'user';

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
      success: codes.min(1).default(['0', '200']).describe('Which results are good; no other is.'),
      message: pointer.optional().describe('Where it says why; told of a look, never of a person.'),
      data: pointer.optional().describe('Where what was asked for stands; not said: in the whole.'),
    })
    .optional()
    .describe('For answers that wrap everything in a result.'),
});

/** The settings of one platform that sends people back with a ticket. */
export const ticketSettings = z
  .strictObject({
    app_id: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('Our name there: servicecode, appid. Handed out on connection.'),
    app_secret: z
      .string()
      .min(1)
      .max(1024)
      .meta({ secret: true })
      .optional()
      .describe('Our secret there, where its calls take one. Handed out likewise.'),
    login: z
      .strictObject({
        url: web.describe('Where the browser is sent; parameters that stand in it stay.'),
        parameters: filled.describe(
          'Names and values; in braces app_id, callback, state. Without {state} it goes into the callback address.',
        ),
        reauthenticate: z
          .record(name, z.string().max(100))
          .default({})
          .describe('Parameters that make it ask the person anew.'),
        level: name.optional().describe('The parameter that asks for a level, where it has one.'),
      })
      .describe('The way there.'),
    ticket: name.default('ticket').describe('The parameter that comes back: ticket, ticketId, st.'),
    token: z
      .strictObject({
        ...call('token'),
        token: pointer.describe('Where the token stands.'),
        subject: pointer
          .optional()
          .describe('Where the account stands; the second call must say the same.'),
        session: pointer.optional().describe('Where its own session stands.'),
      })
      .optional()
      .describe('The ticket becomes a token; leave it out where one call gives the person.'),
    user: z
      .strictObject({
        ...call('user'),
        subject: pointer.describe('Where the lasting key of the account stands.'),
        session: pointer.optional().describe('Where its own session stands.'),
        only: z
          .record(pointer, codes.min(1))
          .default({})
          .describe('What must stand there, so that organisations are not taken for people.'),
        encryption: encryptionShape.optional(),
      })
      .describe('The token, or the ticket, becomes a person.'),
    signs_with: z
      .enum(['nothing', 'national', 'keys'])
      .default('nothing')
      .describe('How our calls are signed: not, as the national platform wants, or by `signing`.'),
    national: nationalShape.optional(),
    signing: signingShape.optional(),
    ticket_faults: codes
      .default([])
      .describe(
        'Results that mean a ticket is used, old or nobody’s. Named, a look takes no other.',
      ),
    registration_faults: codes
      .default([])
      .describe('Results that mean it does not know us, never a bad ticket: `40003`, `HTTP 401`.'),
    look: z
      .boolean()
      .default(true)
      .describe('Ask with a ticket that nobody has whether it is there, before sending anybody.'),
    charset: z.enum(['utf-8', 'gbk', 'gb18030']).default('utf-8').describe('Of its answers.'),
    ...reach,
  })
  .superRefine((settings, context) => {
    const fault = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const { login, token, user } = settings;
    for (const [step, address] of [
      ['login', login.url],
      ['token', token?.url],
      ['user', user.url],
    ] as const)
      if (address !== undefined && !isWeb(address, settings.allow_http))
        fault([step, 'url'], 'must be https');
    const inside = {
      login: Object.values(login.parameters).flatMap(namesIn),
      token: token && textsOf(token).flatMap(namesIn),
      user: textsOf(user).flatMap(namesIn),
    };
    for (const step of ['login', 'token', 'user'] as const)
      for (const one of inside[step] ?? []) {
        const known: readonly string[] = placeholders[step];
        if (!known.includes(one)) fault([step, 'parameters'], `{${one}} cannot stand here`);
      }
    if (!inside.login.includes('callback')) fault(['login', 'parameters'], 'must hold {callback}');
    if (inside.token && !inside.token.includes('ticket'))
      fault(['token', 'parameters'], 'must hold {ticket}');
    // What is asked without either speaks of anybody.
    const needed = token ? 'token' : 'ticket';
    if (!inside.user.includes(needed)) fault(['user', 'parameters'], `must hold {${needed}}`);
    if (!token && inside.user.includes('token'))
      fault(['user', 'parameters'], '{token} cannot stand here without a first call');
  });

export type TicketSettings = z.output<typeof ticketSettings>;

/**
 * What is only handed out on connection and is not there, in the words of the settings; empty when
 * the source can be used.
 */
export function lacking(settings: TicketSettings): string[] {
  const { login, token, user, signs_with } = settings;
  const used = [Object.values(login.parameters), token ? textsOf(token) : [], textsOf(user)]
    .flat()
    .flatMap(namesIn);
  return [
    ...(['app_id', 'app_secret'] as const).filter(
      (one) => used.includes(one) && settings[one] === undefined,
    ),
    ...(signs_with === 'national' ? missingIn(settings.national) : []),
    ...(signs_with === 'keys' && !settings.signing ? ['signing'] : []),
  ];
}

const textsOf = ({ parameters, headers }: TicketSettings['user' | 'token'] & object): string[] => [
  ...Object.values(parameters),
  ...Object.values(headers),
];
