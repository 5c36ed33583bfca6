import { ActionIcon, Tooltip } from '@mantine/core'
import { useLanguage } from '../language/language-context.ts'

export function LanguageToggle() {
  const { language, choose, words } = useLanguage()
  const other = language === 'en' ? 'de' : 'en'
  return (
    <Tooltip label={words.header.language}>
      <ActionIcon aria-label={words.header.language} lang={other} onClick={() => choose(other)} className="language-toggle">
        {other.toUpperCase()}
      </ActionIcon>
    </Tooltip>
  )
}
