const fall = { least: 5, percent: 10 }

/** How many of those known so far may be missing from a look at all of them. */
export function mostGone(present: number): number {
  return Math.max(fall.least, Math.floor((present * fall.percent) / 100))
}

/** True when so many are missing that the look was more likely not whole than that they are gone. */
export function isSharpFall({ present, gone }: { readonly present: number; readonly gone: number }): boolean {
  return gone > mostGone(present)
}
