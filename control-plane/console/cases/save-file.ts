interface SavedFile {
  readonly name: string
  readonly type: string
  readonly base64: string
}

/** Hands the browser a file to save. */
export function saveFile({ name, type, base64 }: SavedFile): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
