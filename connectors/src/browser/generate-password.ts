import { randomInt } from 'node:crypto'

const alphabets = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%+-_=?'] as const
const length = 24

/** A first password for a new account: made where it is typed, with a character of every kind that apps ask for. */
export function generatePassword(): string {
  const all = alphabets.join('')
  const chars = Array.from({ length }, (_, at) => pick(alphabets[at] ?? all))
  for (let at = chars.length - 1; at > 0; at -= 1) swap(chars, at, randomInt(at + 1))
  return chars.join('')
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length))
}

function swap(chars: string[], one: number, other: number): void {
  const kept = chars[one] ?? ''
  chars[one] = chars[other] ?? ''
  chars[other] = kept
}
