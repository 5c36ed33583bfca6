import { basename } from 'node:path'
import { defineRule } from '@oxlint/plugins'

const vague = /(^|[-.])(utils?|helpers?|common|misc|manager|impl)([-.]|$)/
const barrel = /^index\.[cm]?[jt]sx?$/

/** A file is named for the one thing that it exports, so `utils.ts` and barrels have no name to bear. */
export const meaningfulFileName = defineRule({
  create(context) {
    const name = basename(context.filename)
    return {
      Program(node) {
        if (vague.test(name)) context.report({ node, message: `${name} says nothing: name the file for the one thing that it exports.` })
        if (barrel.test(name)) context.report({ node, message: `${name} is a barrel: import from the file that defines the thing.` })
      },
    }
  },
})
