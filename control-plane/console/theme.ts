import { ActionIcon, createTheme, type MantineColorsTuple, Tooltip } from '@mantine/core'

const brand: MantineColorsTuple = [
  '#e8f7f4',
  '#d2ece7',
  '#a6d9d0',
  '#76c5b7',
  '#4fb3a2',
  '#35a895',
  '#239d8a',
  '#158675',
  '#12685f',
  '#0b4f48',
]

/** Mantine's greys of the dark scheme, in the hue of console.css. */
const dark: MantineColorsTuple = [
  '#c9d1d9',
  '#b6c0ca',
  '#929daa',
  '#6b7682',
  '#414c58',
  '#2c343e',
  '#212832',
  '#181d24',
  '#12161c',
  '#0f1318',
]

/** Shades and contrasts that pass WCAG 2.2 AA in both colour schemes; see the console's accessibility test. */
export const theme = createTheme({
  primaryColor: 'brand',
  colors: { brand, dark },
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  defaultRadius: 'md',
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } }),
    Tooltip: Tooltip.extend({ defaultProps: { events: { hover: true, focus: true, touch: false }, withArrow: true, openDelay: 300 } }),
  },
})
