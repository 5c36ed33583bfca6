import canonicalize from 'canonicalize'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** RFC 8785 bytes of a JSON value. @throws TypeError for what JSON cannot hold (undefined, NaN, lone surrogates) */
export function canonicalJson(value: unknown): Uint8Array {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only a JSON value has canonical bytes')
  return new TextEncoder().encode(text)
}
