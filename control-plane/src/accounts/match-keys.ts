interface Named {
  readonly givenName: string
  readonly familyName: string
}
interface Shown {
  readonly profile: {
    readonly givenName?: string | undefined
    readonly familyName?: string | undefined
    readonly displayName?: string | undefined
  }
}

/** Two texts are the same to a matcher when they differ only in case, accents and spacing. */
export function sameText(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

/** The ways in which an app may write a person's name. */
export function nameKeysOf({ givenName, familyName }: Named): readonly string[] {
  return [sameText(`${givenName} ${familyName}`), sameText(`${familyName} ${givenName}`)]
}

/** The name an account shows; undefined when it shows none, which agrees with nobody. */
export function shownName({ profile: { givenName, familyName, displayName } }: Shown): string | undefined {
  const shown = givenName !== undefined && familyName !== undefined ? `${givenName} ${familyName}` : displayName
  return shown === undefined || shown.trim() === '' ? undefined : sameText(shown.replaceAll(',', ' '))
}

/** Things by each of their keys. The empty text is no key: what nobody states is nobody's in common. */
export function groupByKeys<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items)
    for (const key of new Set(keysOf(item))) {
      if (key === '') continue
      const group = groups.get(key) ?? []
      group.push(item)
      groups.set(key, group)
    }
  return groups
}
