import type { Language } from './language-context.ts'
import type { ReasonCode, Words } from './words.ts'

/** How values read in one language, in the viewer's own time zone. */
export interface Formats {
  /** `8.4 s`, `3 min 12 s`, `5 h 20 min`, `3 d 4 h`. */
  readonly duration: (ms: number) => string
  /** The same in whole seconds, for clocks that tick. */
  readonly ticking: (ms: number) => string
  readonly instant: (iso: string) => string
  /** A code in words; a code that this console does not know yet as it is. */
  readonly reason: (code: string) => string
  /** Why a step is in the plan: names of rules as they are, the planner's two own phrases in words. */
  readonly because: (cause: string) => string
}

export function formatsFor(language: Language, words: Words): Formats {
  const dateTime = new Intl.DateTimeFormat(language === 'en' ? undefined : language, { dateStyle: 'medium', timeStyle: 'medium' })
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 })
  const ticking = (ms: number) => compose(Math.max(0, Math.floor(ms / 1_000)))
  return {
    ticking,
    duration: (ms) => (ms < 60_000 ? `${tenths.format(ms / 1_000)} s` : ticking(ms)),
    instant: (iso) => dateTime.format(new Date(iso)),
    reason: (code) => (isReason(words, code) ? words.reasons[code] : code),
    because: (cause) => because(words, cause),
  }
}

function compose(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

function isReason(words: Words, code: string): code is ReasonCode {
  return Object.hasOwn(words.reasons, code)
}

function because(words: Words, cause: string): string {
  if (cause === 'no rule grants it') return words.lane.nobodyGrantsIt
  return cause === 'the access window is over' ? words.lane.windowIsOver : cause
}
