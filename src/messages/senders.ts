import { ConfigFaults } from '../../config/faults.ts';
import type { Clock } from '../clock.ts';
import { heldToNetworks } from '../outbox/signed-call.ts';
import { type MailSettings, mailSender } from './mail.ts';
import type { Sender } from './sender.ts';
import { type SmsSettings, smsSender } from './sms.ts';
import { type Channel, isTemplate, langs, type TemplateName } from './templates.ts';

/** What the settings say about each channel; absent: not configured, and never offered. */
export interface SenderSettings {
  sms?: SmsSettings | undefined;
  mail?: MailSettings | undefined;
}

/** The register: every channel, and what makes its sender. */
const makers = {
  sms: ({ sms }: SenderSettings, clock: Clock) => sms && smsSender(heldToNetworks(sms), clock),
  mail: ({ mail }: SenderSettings) => mail && mailSender(mail),
} satisfies Record<Channel, (settings: SenderSettings, clock: Clock) => Sender | undefined>;

export interface Senders {
  /** Whether such a message can be sent; where not, what needs it is not offered. */
  offers(channel: Channel, template: TemplateName): boolean;
  of(channel: Channel): Sender | undefined;
}

/** The senders that are configured. Throws ConfigFaults for a template that is none of ours. */
export function makeSenders(settings: SenderSettings, clock: Clock): Senders {
  const strange = Object.keys(settings.sms?.templates ?? {}).filter((name) => {
    const [template = '', lang, ...rest] = name.split('.');
    const known = lang === undefined || langs.some((one) => one === lang);
    return !isTemplate(template) || !known || rest.length > 0;
  });
  if (strange.length > 0)
    throw new ConfigFaults([
      {
        variable: 'SMS_TEMPLATES',
        fault: `names ${strange.join(', ')}, of which there is no such message.`,
        mend: 'The names of messages, with a language behind a dot where one has a template of its own, stand in docs/messages.md.',
      },
    ]);
  const made: Record<Channel, Sender | undefined> = {
    sms: makers.sms(settings, clock),
    mail: makers.mail(settings),
  };
  return {
    of: (channel) => made[channel],
    offers: (channel, template) => made[channel]?.carries(template) ?? false,
  };
}
