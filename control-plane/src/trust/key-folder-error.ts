/** Keys that cannot be written or used; the message names the file and what to do. */
export class KeyFolderError extends Error {
  override readonly name = 'KeyFolderError'
}
