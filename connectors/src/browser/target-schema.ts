import { z } from 'zod'
import { addKind } from './keyed-union.ts'

export const nameSchema = z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,39}$/, 'a name is letters and digits')
const words = z.string().min(1).max(200)

/** Positions, generated names and other engines' syntax break at the next release, or point at somebody else. */
const brittle = /nth-|:first|:last|>>|xpath|^\s*\/\/|\.sc-|:r\d+:|\$\{/

const rungs = [
  z.strictObject({ kind: z.literal('role'), role: z.enum(roleNames()), name: words.optional() }),
  z.strictObject({ kind: z.literal('label'), label: words }),
  z.strictObject({ kind: z.literal('beside'), beside: words }),
  z.strictObject({
    kind: z.literal('testid'),
    testid: words,
    attribute: z
      .string()
      .regex(/^data-[a-z-]+$/)
      .default('data-testid'),
  }),
  z.strictObject({ kind: z.literal('placeholder'), placeholder: words }),
  z.strictObject({ kind: z.literal('title'), title: words }),
  z.strictObject({ kind: z.literal('text'), text: words }),
  z.strictObject({ kind: z.literal('columns'), columns: z.array(words).min(1).max(40) }),
  z.strictObject({ kind: z.literal('cell'), cell: words }),
  z.strictObject({
    kind: z.literal('css'),
    css: words.refine((css) => !brittle.test(css), 'css by position, with a generated name, a template or another selector language'),
  }),
] as const
const rungKinds = rungs.map((rung) => rung.shape.kind.value)

/** One way to point at a thing that a person sees. */
export const rungSchema = z.preprocess(
  addKind(rungKinds),
  z.discriminatedUnion('kind', rungs, { error: `a rung is one of ${rungKinds.join(', ')}` }),
)
export type Rung = Readonly<z.output<typeof rungSchema>>

/** A thing on a page, by up to six rungs, best first; in another target, and in one row of a table where it has `row`. */
export const targetSchema = z.strictObject({
  by: z.array(rungSchema).min(1).max(6),
  in: nameSchema.optional(),
  row: z.strictObject({ column: words, is: words }).optional(),
})
export type Target = Readonly<z.output<typeof targetSchema>>

function roleNames() {
  return [
    'alert',
    'button',
    'cell',
    'checkbox',
    'combobox',
    'dialog',
    'form',
    'group',
    'heading',
    'link',
    'listbox',
    'menuitem',
    'navigation',
    'option',
    'radio',
    'row',
    'search',
    'searchbox',
    'status',
    'switch',
    'tab',
    'table',
    'textbox',
  ] as const
}
