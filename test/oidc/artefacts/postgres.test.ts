import { postgresStore } from '../../../src/oidc/artefacts/postgres-store.ts';
import { conformance } from './conformance.ts';
import { twoNodes } from './rig.ts';

conformance('PostgreSQL', () => twoNodes(postgresStore));
