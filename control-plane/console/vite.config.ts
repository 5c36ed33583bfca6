import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The server puts a fresh nonce per response where the placeholder stands, so nothing may be inlined into a page beside that. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), removeLeftovers()],
  html: { cspNonce: '__NONCE__' },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 900, emptyOutDir: false },
})

/** Instead of emptying the folder first: it is never without a whole console, whoever serves it or builds it at the same time. */
function removeLeftovers(): Plugin {
  return {
    name: 'remove-leftovers',
    writeBundle: async ({ dir }, bundle) => {
      if (dir === undefined) return
      const files = await readdir(join(dir, 'assets'))
      const old = files.filter((file) => !(`assets/${file}` in bundle))
      await Promise.all(old.map((file) => rm(join(dir, 'assets', file), { force: true })))
    },
  }
}
