/** Leaves in a full bundle (C2SP tlog-tiles "entry bundles"). */
export const bundleWidth = 256

/** Each leaf behind its length as a big-endian uint16. @throws RangeError for a leaf of more than 65,535 bytes or too many leaves */
export function encodeBundle(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length > bundleWidth) throw new RangeError(`a bundle holds ${bundleWidth} leaves, not ${leaves.length}`)
  return Buffer.concat(leaves.flatMap((leaf) => [lengthPrefix(leaf), leaf]))
}

/** @throws RangeError when a leaf is cut short or there are too many */
export function decodeBundle(bytes: Uint8Array): readonly Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const leaves: Uint8Array[] = []
  for (let at = 0; at < buffer.length; ) {
    const end = at + 2 <= buffer.length ? at + 2 + buffer.readUInt16BE(at) : Number.POSITIVE_INFINITY
    if (end > buffer.length || leaves.length === bundleWidth) throw new RangeError('the bundle is cut short or holds too many leaves')
    leaves.push(buffer.subarray(at + 2, end))
    at = end
  }
  return leaves
}

function lengthPrefix(leaf: Uint8Array): Uint8Array {
  if (leaf.length > 0xffff) throw new RangeError(`a leaf of ${leaf.length} bytes does not fit into a bundle`)
  const prefix = Buffer.alloc(2)
  prefix.writeUInt16BE(leaf.length)
  return prefix
}
