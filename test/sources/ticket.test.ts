import { conformance } from './conformance.ts';
import { ticketRig } from './ticket-rig.ts';

conformance(ticketRig('national'));
conformance(ticketRig('zhejiang'));
