import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core'
import { useWords } from '../language/language-context.ts'
import { AutoIcon, MoonIcon, SunIcon } from './icons.tsx'

const next = { auto: 'light', light: 'dark', dark: 'auto' } as const
const icons = { auto: AutoIcon, light: SunIcon, dark: MoonIcon } as const

/** As the system, light, dark, and round again. */
export function ColorSchemeToggle() {
  const { theme } = useWords().header
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = icons[colorScheme]
  return (
    <Tooltip label={theme[colorScheme]}>
      <ActionIcon aria-label={theme[colorScheme]} onClick={() => setColorScheme(next[colorScheme])}>
        <Icon />
      </ActionIcon>
    </Tooltip>
  )
}
