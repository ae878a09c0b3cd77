import { once } from 'node:events';
import { readConfig } from '../config/index.ts';
import { startGateway } from '../src/main.ts';
import { meter } from './meter.ts';
import { seed } from './seed.ts';
import type { Settings } from './server-process.ts';

/** The gateway under load, as it runs: its own settings, jobs and log. */
meter();
const [settings] = (await once(process, 'message')) as [Settings];
const gateway = await startGateway(
  readConfig({
    ISSUER: settings.issuer,
    PORT: String(settings.port),
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    DATA_DIR: settings.dataDir,
    // All load comes from one address.
    AUTH_PER_NETWORK: '0',
  }),
  settings.seeds ? { seed: (base) => seed(base, settings) } : {},
);
process.on('SIGTERM', () => {
  gateway.stop().then(() => process.exit(0));
});
process.send?.('listening');
