import type { Id } from '@rollcall/shared/ids'

export interface PolicyUpload {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** The YAML document. */
  readonly document: string
}
