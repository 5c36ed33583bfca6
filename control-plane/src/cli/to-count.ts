import { InvalidArgumentError } from 'commander'

/** @throws InvalidArgumentError for anything but a whole number */
export function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidArgumentError('give a whole number')
  return count
}
