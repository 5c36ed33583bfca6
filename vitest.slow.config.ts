import { defineConfig } from 'vitest/config'

/** Suites of minutes, not seconds (random kills, floods), one file at a time: `npm run test:slow`. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['tests/src/slow/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    passWithNoTests: true,
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    hookTimeout: 120_000,
  },
})
