import { configDefaults, defineConfig } from 'vitest/config';

/** Suites that start processes of their own and need both cores: they run after the others, alone. */
const withProcesses = ['test/journeys/**', 'test/races/**', 'test/never/**', 'test/demo/**'];

export default defineConfig({
  test: {
    // What .ci/report.mjs counts.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'ci-output/tests.json' }]]
      : ['default'],
    pool: 'forks',
    maxWorkers: 2,
    hookTimeout: 60_000,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'suites',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...withProcesses],
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: withProcesses.map((folder) => `${folder}/*.test.{ts,tsx}`),
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
