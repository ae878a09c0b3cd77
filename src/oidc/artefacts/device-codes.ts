import type { Stored } from './contract.ts';

/**
 * A machine that waits for somebody (RFC 8628) as the store keeps it: the device code, of what was
 * asked only what the approval needs (a login_hint would be personal data at rest), and the code
 * that the person types, which leads to it and is taken by whoever decides.
 */
export function waitingRows(row: Stored, userCodeKey: (text: string) => string): Stored[] {
  const { userCode, params, ...payload } = row.payload as {
    userCode: string;
    params: Record<string, unknown>;
  };
  const asked = Object.fromEntries(
    kept.flatMap((name) => (params[name] ? [[name, params[name]]] : [])),
  );
  // The engine knows an expired one from one that never was only if it is still there.
  const expires_at = new Date(row.expires_at.getTime() + AFTER_EXPIRY_MS);
  return [
    { ...row, payload: { ...payload, params: asked }, expires_at },
    {
      ...{ kind: 'UserCode', key: userCodeKey(userCode), payload: { device_code: row.key } },
      expires_at: row.expires_at,
    },
  ];
}

const kept = ['scope', 'acr_values', 'device'] as const;
const AFTER_EXPIRY_MS = 10 * 60_000;
