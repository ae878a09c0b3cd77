import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import type { Outcome } from '../outbox/attempt.ts';
import type { Sender } from './sender.ts';
import { type Lang, type TemplateName, templates } from './templates.ts';

/** A mail relay (SMTP, RFC 5321), as the settings name it. */
export interface MailSettings {
  host: string;
  port: number;
  /** TLS from the first octet (RFC 8314 §3.3); otherwise STARTTLS, which it must offer. */
  tls: boolean;
  user?: string | undefined;
  password?: string | undefined;
  from: string;
  /** A file with the authorities (PEM) that may have signed its certificate. */
  ca?: string | undefined;
}

const loopback = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Hands one mail to the relay. Nothing is sent in clear, but to a relay on this machine. A number of
 * the 500s after the recipient was named is the relay's last word on that address.
 */
export function mailSender(
  settings: MailSettings,
  { patience_ms = 12_000 }: { patience_ms?: number } = {},
): Sender {
  return {
    carries: () => true,
    speaks: (_, lang) => lang,
    async send({ id, to, template, words, lang }): Promise<Outcome> {
      const { subject, text } = textOf(template, words, lang);
      const ca = await fileOf(settings.ca);
      if (ca === false) return { ok: false, fault: 'files' };
      const transport = transportOf(settings, ca);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Outcome>((resolve) => {
        timer = setTimeout(() => resolve({ ok: false, fault: 'timeout' }), patience_ms);
      });
      const [, domain = 'localhost'] = settings.from.replace(/>$/, '').split('@');
      const sent = transport
        .sendMail({
          from: settings.from,
          to: { name: '', address: to },
          // The same at every attempt, so that one that was lost on the way is not shown twice.
          messageId: `<${id}@${domain}>`,
          subject,
          text,
          headers: { 'auto-submitted': 'auto-generated', 'content-language': lang },
        })
        .then((): Outcome => ({ ok: true, status: 250 }), faultOf);
      try {
        return await Promise.race([sent, late]);
      } finally {
        clearTimeout(timer);
        transport.close();
      }
    },
  };
}

function transportOf({ host, port, tls, user, password }: MailSettings, ca: string | undefined) {
  return createTransport({
    host,
    port,
    secure: tls,
    requireTLS: !tls && !loopback.has(host),
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
    // A text of ours names no file and no address; neither may anything that slipped into one.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const textOf = (template: TemplateName, words: object, lang: Lang) => {
  const { subject, text } = templates[template][lang];
  return { subject, text: (text as (words: object) => string)(words) };
};

/** Read for each mail, so that a certificate may be renewed; false when it cannot be. */
async function fileOf(path: string | undefined): Promise<string | undefined | false> {
  if (path === undefined) return undefined;
  return readFile(path, 'utf8').catch(() => false as const);
}

function faultOf(error: unknown): Outcome {
  const {
    code = '',
    responseCode = 0,
    message = '',
  } = error as { code?: string; responseCode?: number; message?: string };
  if (code === 'EENVELOPE' && responseCode >= 500)
    return { ok: false, fault: `refused_${responseCode}`, final: true };
  // The library tells of TLS by ESOCKET and the words of OpenSSL.
  if (/CERT|ALTNAME/.test(code) || /certificate|altnames/i.test(message))
    return { ok: false, fault: 'certificate' };
  const words: Record<string, string> = {
    EAUTH: 'not_let_in',
    ETLS: 'no_tls',
    EDNS: 'unresolved',
    ETIMEDOUT: 'timeout',
    EENVELOPE: 'refused_for_now',
    EMESSAGE: 'refused_for_now',
    EPROTOCOL: 'bad_answer',
  };
  return { ok: false, fault: words[code] ?? 'unreachable' };
}
