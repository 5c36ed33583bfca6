/** The civil date, `YYYY-MM-DD`, that a zone's calendar shows at an instant. */
export function dateIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

/** The latest day whose 18:00 in the zone has passed: somebody whose last working day it was should be out by now. */
export function lastFinishedDay(zone: string, at: Date): string {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at))
  return hour >= 18 ? dateIn(zone, at) : daysBefore(dateIn(zone, at), 1)
}

export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
