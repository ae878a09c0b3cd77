import { casRig } from './cas-rig.ts';
import { conformance } from './conformance.ts';

conformance(casRig());
