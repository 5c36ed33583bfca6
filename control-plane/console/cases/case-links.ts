import type { Id } from '@rollcall/shared/ids'

/** The case that an address names: `#cas_…`. */
export function caseInHash(hash: string): Id<'case'> | undefined {
  const id = hash.replace(/^#/, '')
  return isCaseId(id) ? id : undefined
}

function isCaseId(text: string): text is Id<'case'> {
  return /^cas_[0-9a-f]{32}$/.test(text)
}
