/**
 * Recipes name a thing by the key that it has (`{ click: loginGo }`, `{ visible: row }`). This adds that key as `kind`, so that zod can tell
 * the cases apart and report the path of a mistake inside the right one.
 */
export function addKind(kinds: readonly string[]): (value: unknown) => unknown {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const kind = kinds.find((name) => Object.hasOwn(value, name))
    return Object.hasOwn(value, 'kind') || kind === undefined ? { ...value, kind: undefined } : { ...value, kind }
  }
}
