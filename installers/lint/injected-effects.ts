import { defineRule } from '@oxlint/plugins'

const ambientCalls: Readonly<Record<string, string>> = { Date: 'now', Math: 'random', performance: 'now', crypto: 'randomUUID' }
const randomImports = new Set(['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync', 'randomFill'])
const advice = 'comes in as an argument or through the composition, so that a test can choose it.'

/** Time and randomness are arguments. Only composition and entry files, which .oxlintrc.json lists, may read them. */
export const injectedEffects = defineRule({
  create(context) {
    return {
      MemberExpression(node) {
        const { object, property } = node
        if (object.type !== 'Identifier' || property.type !== 'Identifier') return
        if (ambientCalls[object.name] === property.name) context.report({ node, message: `${object.name}.${property.name} ${advice}` })
      },
      NewExpression(node) {
        const isNow = node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0
        if (isNow) context.report({ node, message: `The time ${advice}` })
      },
      ImportSpecifier(node) {
        const { imported, parent } = node
        const isRandom = imported.type === 'Identifier' && randomImports.has(imported.name)
        const isCrypto = parent.type === 'ImportDeclaration' && /^(node:)?crypto$/.test(parent.source.value)
        if (isRandom && isCrypto) context.report({ node, message: `Randomness ${advice}` })
      },
    }
  },
})
