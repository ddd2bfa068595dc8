import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Two cores on the smallest machine that runs this; programs under test need one of them.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.long.test.ts', 'test/**/*.attack.test.ts'],
        },
      },
      {
        extends: true,
        // Programs that attack: one after the other, each as long as it takes.
        test: {
          name: 'attackers',
          include: ['test/**/*.attack.test.ts'],
          testTimeout: 1_000_000,
          fileParallelism: false,
        },
      },
      { extends: true, test: { name: 'long', include: ['test/**/*.long.test.ts'], testTimeout: 900_000 } },
    ],
  },
})
