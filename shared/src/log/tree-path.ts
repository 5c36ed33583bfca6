/** The root of a perfect subtree: it covers the leaves `[index · 2^level, (index + 1) · 2^level)`. */
export interface NodeRef {
  readonly level: number
  readonly index: number
}

/** One hash of a proof, as the perfect subtrees it is folded from, left to right (one, except at the right edge of the tree). */
export type PathStep = readonly NodeRef[]

/** Which nodes make the inclusion proof of a leaf, leaf's sibling first (RFC 6962 §2.1.1). @throws RangeError */
export function inclusionPath(index: number, size: number): readonly PathStep[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`there is no leaf ${index} in a tree of ${size}`)
  return leafPath({ index, start: 0, end: size })
}

/** Which nodes make the consistency proof between two sizes of one tree (RFC 6962 §2.1.2). @throws RangeError */
export function consistencyPath(from: number, to: number): readonly PathStep[] {
  if (!isCount(from) || !isCount(to) || from < 1 || from > to) throw new RangeError(`no consistency proof leads from ${from} to ${to}`)
  return oldTreePath({ size: from, start: 0, end: to, known: true })
}

/** Which nodes make the frontier of a tree, widest first. */
export function frontierPath(size: number): PathStep {
  return size === 0 ? [] : perfectNodes(0, size)
}

function leafPath({ index, start, end }: { index: number; start: number; end: number }): readonly PathStep[] {
  if (end - start === 1) return []
  const middle = start + splitPoint(end - start)
  return index < middle
    ? [...leafPath({ index, start, end: middle }), perfectNodes(middle, end)]
    : [...leafPath({ index, start: middle, end }), perfectNodes(start, middle)]
}

/** `size` counts leaves of the old tree within `[start, end)`; `known` while the verifier has that part's hash already. */
function oldTreePath(part: { size: number; start: number; end: number; known: boolean }): readonly PathStep[] {
  const { size, start, end, known } = part
  if (size === end - start) return known ? [] : [perfectNodes(start, end)]
  const split = splitPoint(end - start)
  const middle = start + split
  return size <= split
    ? [...oldTreePath({ size, start, end: middle, known }), perfectNodes(middle, end)]
    : [...oldTreePath({ size: size - split, start: middle, end, known: false }), perfectNodes(start, middle)]
}

/** `start` is a multiple of the widest power of two that fits, as it always is for a range that the recursions above cut. */
function perfectNodes(start: number, end: number): readonly NodeRef[] {
  const nodes: NodeRef[] = []
  for (let at = start; at < end; ) {
    const level = Math.floor(Math.log2(end - at))
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** The largest power of two smaller than `width`. */
function splitPoint(width: number): number {
  return 2 ** Math.floor(Math.log2(width - 1))
}

function isCount(value: number): boolean {
  // Math.log2 is exact at and just below powers of two only while numbers stay well inside 2^53.
  return Number.isSafeInteger(value) && value >= 0 && value <= 2 ** 40
}
