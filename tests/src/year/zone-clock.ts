/** Zones whose clocks never change, and one whose clocks do. */
const fixedHours: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Tokyo': 9, 'America/Phoenix': -7 }
const changing = 'America/New_York'

export const zones: readonly string[] = [...Object.keys(fixedHours), changing]

const hour = 3_600_000
const changingClock = new Intl.DateTimeFormat('en-US', { timeZone: changing, timeZoneName: 'longOffset' })

/** The instant at which a zone's clocks show that hour of a day: without the product's own calendar, which is judged by it. */
export function localInstant(day: string, hours: number, zone: string): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`) + hours * hour
  const fixed = fixedHours[zone]
  // The clocks of New York change at 02:00; nothing here is due between one and four.
  return asUtc - (fixed ?? changingHours(asUtc + 5 * hour)) * hour
}

function changingHours(at: number): number {
  const offset = changingClock.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return Number(offset.replace('GMT', '').split(':')[0])
}
