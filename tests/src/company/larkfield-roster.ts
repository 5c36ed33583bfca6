import { readFileSync } from 'node:fs'

/** The committed roster of Larkfield Instruments as text, as HR's export would arrive. */
export function larkfieldRoster(): string {
  return readFileSync(new URL('roster.csv', import.meta.url), 'utf8')
}
