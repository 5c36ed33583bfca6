/** The day of an instant at which something was recorded, as reasons name it: in UTC, like everything that is recorded. */
export function isoDay(at: Date): string {
  return at.toISOString().slice(0, 10)
}

export function inDays(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
