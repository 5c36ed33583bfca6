import { createContext, use } from 'react'
import { english } from './english.ts'
import { type Formats, formatsFor } from './formats.ts'
import type { Words } from './words.ts'

export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

export interface LanguageChoice {
  readonly language: Language
  readonly words: Words
  readonly formats: Formats
  readonly choose: (language: Language) => void
}

export const LanguageContext = createContext<LanguageChoice>({
  language: 'en',
  words: english,
  formats: formatsFor('en', english),
  choose: () => undefined,
})

export function useLanguage(): LanguageChoice {
  return use(LanguageContext)
}

export function useWords(): Words {
  return use(LanguageContext).words
}
