import { useLocalStorage } from '@mantine/hooks'
import { type ReactNode, useEffect, useMemo } from 'react'
import { english } from './english.ts'
import { formatsFor } from './formats.ts'
import { german } from './german.ts'
import { type Language, LanguageContext, languages } from './language-context.ts'

const wordsOf = { en: english, de: german } as const

/** The browser's language until a person chooses one; the choice outlives the tab. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, choose] = useLocalStorage<Language>({
    key: 'rollcall.language',
    defaultValue: browserLanguage(),
    getInitialValueInEffect: false,
    serialize: (value) => value,
    deserialize: (value) => toLanguage(value) ?? browserLanguage(),
  })
  const choice = useMemo(
    () => ({ language, choose, words: wordsOf[language], formats: formatsFor(language, wordsOf[language]) }),
    [language, choose],
  )
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return <LanguageContext value={choice}>{children}</LanguageContext>
}

function browserLanguage(): Language {
  return navigator.languages.map((tag) => toLanguage(tag.slice(0, 2))).find((found) => found !== undefined) ?? 'en'
}

function toLanguage(value: string | undefined): Language | undefined {
  return languages.find((language) => language === value)
}
