import type { Words } from '../frame.ts';
import type { Catalogue } from '../locales/zh-CN.ts';
import type { ConsoleFrame } from './console.tsx';

export type StaffWords = Catalogue['console']['staff'];

/** One member of staff as the page shows them. */
export interface StaffMemberProps {
  frame: ConsoleFrame;
  member: {
    id: string;
    name: string;
    work_address: string;
    state: keyof StaffWords['states'];
    several_sessions: boolean;
    created_at: Date;
  };
  /** The address of this page. */
  href: string;
  department: Words | string;
  /** All there ever were, the latest first. `by` is absent for the machine. */
  grants: readonly {
    id: string;
    role: keyof StaffWords['role_names'];
    node: Words | string;
    client_id: string | null;
    granted_at: Date;
    ended_at: Date | null;
    by: string | undefined;
  }[];
  sessions: readonly {
    id: string;
    device: string;
    network: string;
    started_at: Date;
    seen_at: Date;
  }[];
  factors: readonly { id: string; kind: 'totp' | 'passkey'; last_used_at: Date | null }[];
  codes_left: number;
  /** Where the reader may ask for a role. */
  places: readonly { value: string; label: string }[];
  link: { purpose: keyof StaffWords['purposes']; expires_at: Date } | undefined;
  /** It is the reader's own: others act on it. */
  own: boolean;
  /** The reader is the only security administrator, and may make a second one at once. */
  alone: boolean;
}
