const key = 'rollcall.token'

/** An operator's token as `rollcall init` prints it. */
const whole = /^rct_[A-Za-z0-9_-]{43}$/

export function isWholeToken(text: string): boolean {
  return whole.test(text)
}

/** Kept for this tab only, never on disk. */
export function keptToken(): string | undefined {
  return sessionStorage.getItem(key) ?? undefined
}

export function keepToken(token: string): void {
  sessionStorage.setItem(key, token)
}

export function forgetToken(): void {
  sessionStorage.removeItem(key)
}
