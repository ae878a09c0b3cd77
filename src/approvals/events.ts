import type { AuditEvent } from '../audit/audit.ts';
import type { ApprovalRow } from './store.ts';

type ApprovalKind = Extract<AuditEvent['kind'], `approval.${string}`>;

/** What the trail says of an approval: the act, and the source or client that it is about. Never a reason. */
export function event(
  kind: ApprovalKind,
  row: Pick<ApprovalRow, 'id' | 'act' | 'params'>,
  by: string | undefined,
  more: Pick<AuditEvent, 'code' | 'detail'> & { outcome?: AuditEvent['outcome'] } = {},
): AuditEvent {
  const { source_id, client_id } = row.params;
  return {
    kind,
    actor: by === undefined ? { kind: 'system' } : { kind: 'staff', id: by },
    object: { kind: 'approval', id: row.id },
    ...(typeof source_id === 'string' && { source_id }),
    ...(typeof client_id === 'string' && { client_id }),
    outcome: more.outcome ?? 'ok',
    ...(more.code !== undefined && { code: more.code }),
    detail: { act: row.act, ...more.detail },
  };
}
