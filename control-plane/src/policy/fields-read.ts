import type { ASTNode } from '@marcbachmann/cel-js'
import { childrenOf } from './expression-tree.ts'
import { personViewFields } from './person-view.ts'

export interface FieldsRead {
  readonly person: ReadonlySet<string>
  readonly attributes: ReadonlySet<string>
}

/** Which fields of `person` and of `attribute` an expression reads. The person as a whole counts as every field. */
export function fieldsRead(root: ASTNode): FieldsRead {
  const read = { person: new Set<string>(), attributes: new Set<string>() }
  visit(root)
  return read

  function visit(node: ASTNode): void {
    if (node.op === '.' && node.args[0].op === 'id') {
      if (node.args[0].args === 'person') return void read.person.add(node.args[1])
      if (node.args[0].args === 'attribute') return void read.attributes.add(node.args[1])
    }
    if (node.op === 'id' && node.args === 'person') for (const field of personViewFields) read.person.add(field)
    for (const child of childrenOf(node)) visit(child)
  }
}
