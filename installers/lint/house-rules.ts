import { definePlugin } from '@oxlint/plugins'
import { injectedEffects } from './injected-effects.ts'
import { meaningfulFileName } from './meaningful-file-name.ts'

/** The habits of CONTRIBUTING.md that no rule of oxlint's own covers. A plugin must be the default export of its file. */
export default definePlugin({
  meta: { name: 'house' },
  rules: { 'injected-effects': injectedEffects, 'meaningful-file-name': meaningfulFileName },
})
