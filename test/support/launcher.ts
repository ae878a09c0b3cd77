import { startEmbedded } from '../../src/embedded-postgres.ts';

// A process that starts an embedded server and then waits to be killed.
const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('which data directory?');
const { url, pid } = await startEmbedded({ dataDir, durable: true });
console.log(JSON.stringify({ url, pid }));
setInterval(() => {}, 60_000);
