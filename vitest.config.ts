import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Service tests run on SQLite and on a real PostgreSQL, started once per run. */
const postgres = fileURLToPath(new URL('tests/src/postgres/vitest-global-setup.ts', import.meta.url))
const folders = ['shared', 'connectors', 'agent', 'control-plane', 'installers', 'tests']

export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default'],
    projects: folders.map((name) => ({
      extends: true,
      test: {
        name,
        root: name,
        include: ['**/*.test.ts'],
        globalSetup: name === 'control-plane' || name === 'tests' ? [postgres] : [],
        exclude: ['**/node_modules/**', '**/dist/**', 'src/slow/**'],
        // Tests of whole processes and browsers share two cores with each other on a small machine.
        testTimeout: name === 'tests' ? 60_000 : 20_000,
        hookTimeout: name === 'tests' ? 60_000 : 30_000,
      },
    })),
  },
})
