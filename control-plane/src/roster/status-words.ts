import type { PersonStatus } from '@rollcall/shared/person'

const words: readonly (readonly [PersonStatus, readonly string[]])[] = [
  ['never_started', ['never started', 'no show', 'rescinded', 'offer declined', 'withdrawn', 'cancelled']],
  ['terminated', ['terminated', 'left', 'exited', 'former', 'dismissed', 'retired', 'deceased', 'ended']],
  ['prehire', ['prehire', 'pre hire', 'pending', 'preboarding', 'future hire']],
  ['garden_leave', ['garden leave', 'gardening leave']],
  ['leave', ['leave', 'on leave', 'parental leave', 'leave of absence']],
  ['notice', ['notice', 'notice period', 'on notice', 'resigned']],
  ['active', ['active', 'current', 'employed']],
]

/** What an HR system's own word for a status means, when it is a word we know. Words that mean different things in different systems (`inactive`) are not. */
export function readStatusWord(text: string | null | undefined): PersonStatus | undefined {
  const plain = text
    ?.toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
  return plain === undefined ? undefined : words.find(([, known]) => known.includes(plain))?.[0]
}
