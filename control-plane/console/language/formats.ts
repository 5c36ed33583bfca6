import type { Language } from './language-context.ts'
import type { ReasonCode, Words } from './words.ts'

/** How values read in one language, in the viewer's own time zone. */
export interface Formats {
  /** `84 ms`, `8.4 s`, `3 min 12 s`, `5 h 20 min`, `3 d 4 h`. */
  readonly duration: (ms: number) => string
  /** The same in whole seconds, for clocks that tick. */
  readonly ticking: (ms: number) => string
  readonly instant: (iso: string) => string
  /** A code in words; a code that this console does not know yet as it is. */
  readonly reason: (code: string) => string
  /** Why a step is in the plan: the names of rules, or the planner's own phrase for why there is none. */
  readonly because: (causes: readonly string[]) => string
}

export function formatsFor(language: Language, words: Words): Formats {
  const dateTime = new Intl.DateTimeFormat(language === 'en' ? undefined : language, { dateStyle: 'medium', timeStyle: 'medium' })
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 })
  const ticking = (ms: number) => compose(Math.max(0, Math.floor(ms / 1_000)))
  return {
    ticking,
    duration: (ms) => (ms < 1_000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${tenths.format(ms / 1_000)} s` : ticking(ms)),
    instant: (iso) => dateTime.format(new Date(iso)),
    reason: (code) => (isReason(words, code) ? words.reasons[code] : code),
    because: (causes) => because(words.lane, causes),
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

function because(lane: Words['lane'], causes: readonly string[]): string {
  if (causes[0] === 'no rule grants it') return lane.nobodyGrantsIt
  return causes[0] === 'the access window is over' ? lane.windowIsOver : lane.rules(causes)
}
