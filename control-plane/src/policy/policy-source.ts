import { type Document, isAlias, isCollection, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { type PolicyCode, PolicyError } from './policy-error.ts'

export type PolicyPath = readonly (string | number)[]

/** A value in the document: a character of it, or one of its keys. */
export interface PolicySpot {
  readonly path: PolicyPath
  /** Offset inside the text that stands there. */
  readonly within?: number
  /** A key of the map that stands there. */
  readonly key?: string
}

const maxBytes = 256 * 1024
const excerptWidth = 120

/** A policy document's text and where everything in it stands. YAML 1.2 without aliases, tags and further documents: what is read is what is written. */
export class PolicySource {
  readonly #text: string
  readonly #lines = new LineCounter()
  readonly #document: Document.Parsed

  /** @throws PolicyError */
  constructor(text: string) {
    this.#text = text
    if (Buffer.byteLength(text) > maxBytes)
      throw new PolicyError('too_large', `the document is larger than ${maxBytes} bytes: use bundles instead of repeating grants`, {
        line: 1,
        column: 1,
        excerpt: '',
      })
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, version: '1.2', schema: 'core' })
    const [problem] = [...this.#document.errors, ...this.#document.warnings]
    if (problem !== undefined) this.refuse('syntax', problem.message, problem.pos[0])
    this.#refuseAliases()
  }

  /** The document as JSON. */
  toJson(): unknown {
    return this.#document.toJS()
  }

  /** Refuses what stands somewhere, or what should. */
  refuseAt(code: PolicyCode, message: string, { path, within = 0, key }: PolicySpot): never {
    const node = this.#nodeAt(path)
    const offset = node === undefined ? 0 : this.#offsetIn(node, within)
    this.refuse(code, message, (key === undefined ? undefined : offsetOfKey(node, key)) ?? offset)
  }

  refuse(code: PolicyCode, message: string, offset: number): never {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#text.length))
    const place = { line: Math.max(line, 1), column: Math.max(col, 1) }
    throw new PolicyError(code, message, { ...place, excerpt: this.#excerpt(place) })
  }

  /** The node at a path; where there is none, the nearest one around it. */
  #nodeAt(path: PolicyPath): Node | undefined {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true)
      if (isNode(node)) return node
    }
    return undefined
  }

  /** Exact in a scalar that is written as it is meant, and in a literal block; else the beginning. */
  #offsetIn(node: Node, within: number): number {
    const start = node.range?.[0] ?? 0
    if (!isScalar(node) || typeof node.value !== 'string') return start
    if (node.type === 'BLOCK_LITERAL') return this.#offsetInBlock(start, node.value.slice(0, within).split('\n'))
    const inner = node.type === 'PLAIN' ? start : start + 1
    return this.#text.startsWith(node.value, inner) ? inner + within : start
  }

  /** A literal block has one line of text per line of value, each behind the same indent. */
  #offsetInBlock(start: number, before: readonly string[]): number {
    const after = this.#text.slice(start).split('\n')
    const indent = after[1]?.search(/\S/) ?? 0
    const lines = after.slice(0, before.length).reduce((length, line) => length + line.length + 1, 0)
    return start + lines + indent + (before.at(-1)?.length ?? 0)
  }

  #refuseAliases(): void {
    visit(this.#document, (_key, node) => {
      if (isAlias(node)) this.refuse('syntax', 'aliases are not allowed: write it out', node.range?.[0] ?? 0)
      if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined)
        this.refuse('syntax', 'anchors are not allowed: write it out where it is needed', node.range?.[0] ?? 0)
    })
  }

  #excerpt({ line, column }: { line: number; column: number }): string {
    const whole = this.#text.split(/\r\n|\n|\r/)[line - 1]?.replaceAll('\t', ' ') ?? ''
    const from = Math.max(0, column - excerptWidth)
    const number = String(line).padStart(4)
    return `${number} | ${whole.slice(from, from + 2 * excerptWidth)}\n     | ${' '.repeat(column - 1 - from)}^`
  }
}

function offsetOfKey(map: Node | undefined, key: string): number | undefined {
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined
}
