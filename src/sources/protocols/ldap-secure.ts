import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { faultOf } from './ldap-exchange.ts';
import type { LdapSettings } from './ldap-settings.ts';

/**
 * TLS over an open connection, the certificate verified against the authority of the settings (the
 * system's without one) and the name of the host (RFC 4513 §3.1.3).
 * @throws Refusal `sources.unavailable`
 */
export function secured(
  socket: Socket,
  { ca, server_name }: Pick<LdapSettings, 'ca' | 'server_name'>,
  host: string,
): Promise<TLSSocket> {
  const name = server_name ?? host;
  return new Promise((done, failed) => {
    const secure = connect({
      socket,
      ...(isIP(name) === 0 && { servername: name }),
      host: name,
      ...(ca && { ca }),
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    });
    const fail = (fault?: unknown) => {
      secure.destroy();
      socket.destroy();
      failed(faultOf(fault, 'tls closed'));
    };
    const closed = () => fail();
    secure.once('error', fail).once('close', closed);
    secure.once('secureConnect', () => {
      secure.off('error', fail).off('close', closed);
      done(secure);
    });
  });
}
