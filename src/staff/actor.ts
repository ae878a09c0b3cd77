import type { AuditEvent } from '../audit/audit.ts';

/** Who did it, for the trail: somebody of the staff, or the machine. */
export const actor = (staff_id: string | null | undefined): AuditEvent['actor'] =>
  staff_id ? { kind: 'staff', id: staff_id } : { kind: 'system' };
