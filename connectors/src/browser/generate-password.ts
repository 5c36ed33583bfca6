const alphabets = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%+-_=?'] as const
const length = 24

/** A first password for a new account: made where it is typed, with a character of every kind that apps ask for. */
export function generatePassword(random: (bytes: number) => Uint8Array): string {
  const below = (limit: number) => randomBelow(limit, random)
  const all = alphabets.join('')
  const chars = Array.from({ length }, (_, at) => pick(alphabets[at] ?? all, below))
  for (let at = chars.length - 1; at > 0; at -= 1) swap(chars, at, below(at + 1))
  return chars.join('')
}

/** Every number below the limit is equally likely: bytes past the last whole multiple of it are thrown away. */
function randomBelow(limit: number, random: (bytes: number) => Uint8Array): number {
  const most = 256 - (256 % limit)
  for (;;) {
    const [byte = 0] = random(1)
    if (byte < most) return byte % limit
  }
}

function pick(alphabet: string, below: (limit: number) => number): string {
  return alphabet.charAt(below(alphabet.length))
}

function swap(chars: string[], one: number, other: number): void {
  const kept = chars[one] ?? ''
  chars[one] = chars[other] ?? ''
  chars[other] = kept
}
