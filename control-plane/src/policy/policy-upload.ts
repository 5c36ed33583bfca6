import type { Id } from '@rollcall/shared/ids'

export interface PolicyUpload {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** The YAML document. */
  readonly document: string
}

export interface SavedPolicy {
  /** `unchanged` when there is this very version already, letter for letter; `drafted` when it is not in force yet. */
  readonly kind: 'saved' | 'drafted' | 'unchanged'
  readonly id: Id<'policy'>
  readonly number: number
  readonly digest: string
}
