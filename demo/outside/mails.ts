import { startMailRelay } from '../../test/doubles/mail-relay.ts';
import type { Message } from './messages.ts';

/** A relay that delivers nowhere: whatever the sample gateway mails lies open on a page. */
export interface Mails {
  /** Of the gateway's process. */
  env: Record<string, string>;
  /** What came since the start; to one address, where one is named. */
  received(to?: string): Message[];
  stop(): Promise<void>;
}

export async function startMails(): Promise<Mails> {
  const relay = await startMailRelay();
  return {
    env: relay.env,
    received: (only) =>
      relay.mails
        .filter(({ to }) => only === undefined || to === only)
        .map(({ to, data, at }) => ({
          ...{ to, text: textIn(data), lang: langIn(data), at: at.toISOString() },
        })),
    stop: () => relay.stop(),
  };
}

/** What a mail says: our own are of one part, in base64 or quoted-printable (RFC 2045 §6). */
export function textIn(data: string): string {
  const [head = '', ...rest] = data.split('\n\n');
  const body = rest.join('\n\n');
  if (/^content-transfer-encoding: base64/im.test(head))
    return Buffer.from(body, 'base64').toString();
  const octets = body
    .replace(/=\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString();
}

const langIn = (data: string) => /^content-language: (\S+)/im.exec(data)?.[1] ?? 'zh-CN';
