import { readdirSync, readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import { scratchInMemory } from './test/support/scratch.ts';

scratchInMemory();

/** Suites that start the whole demo, which takes both cores and many ports: they run alone. */
const withProcesses = ['test/demo/**'];

/** Suites with a gateway or two of their own, which two of keep two cores busy: one after the other. */
const withGateways = [
  'test/clients/acceptance/**',
  'test/never/**',
  'test/journeys/**',
  'test/races/**',
];

/** Suites beside real servers of others, from Debian's packages: they wait for those more than they work. */
const withPeers = ['test/peers/**'];

/** Suites that build and start the programs of docs/quickstarts, in whatever language. */
const withQuickstarts = ['test/quickstarts/**'];

/** Files that put another module in a module's place, or hear what a whole process hears: each has one of its own. */
const changesTheProcess = /\bvi\.(mock|doMock)\(|\bprocess\.(on|once|chdir)\(/;
const apart = readdirSync(new URL('test', import.meta.url), { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.test\.tsx?$/.test(path))
  .filter((path) => changesTheProcess.test(readFileSync(new URL(path, import.meta.url), 'utf8')));

export default defineConfig({
  test: {
    // What .ci/report.mjs counts.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'ci-output/tests.json' }], './.ci/spans.mjs']
      : ['default'],
    pool: 'forks',
    maxWorkers: 2,
    hookTimeout: 60_000,
    testTimeout: 40_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'suites',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [
            ...configDefaults.exclude,
            ...withProcesses,
            ...withGateways,
            ...withPeers,
            ...withQuickstarts,
            ...apart,
          ],
          globalSetup: ['test/support/global-setup.ts'],
          // Loading the product takes longer than most files run: it is loaded once a worker.
          isolate: false,
          // A spy that a failed test left is gone before the next.
          restoreMocks: true,
          // One more than cores: while one waits for a server or a clock, two work.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: apart,
          exclude: [
            ...configDefaults.exclude,
            ...withProcesses,
            ...withGateways,
            ...withPeers,
            ...withQuickstarts,
          ],
          globalSetup: ['test/support/global-setup.ts'],
          // Beside those, by as many workers.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['test/peers/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'quickstarts',
          include: ['test/quickstarts/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 3 },
          // Compilers and two processes for each: one at a time.
          maxWorkers: 1,
          testTimeout: 300_000,
        },
      },
      ...withGateways.map((folder, index) => ({
        extends: true as const,
        test: {
          name: folder.split('/').at(-2) ?? folder,
          include: [`${folder}/*.test.{ts,tsx}`],
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 4 + index },
          maxWorkers: 2,
          testTimeout: 300_000,
        },
      })),
      {
        extends: true,
        test: {
          name: 'processes',
          include: withProcesses.map((folder) => `${folder}/*.test.{ts,tsx}`),
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 4 + withGateways.length },
          maxWorkers: 1,
          testTimeout: 300_000,
        },
      },
    ],
  },
});
