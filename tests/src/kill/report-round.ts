import type { KillReport } from './run-kill-rounds.ts'

/** One line per round, so that a round that fails can be looked at among those that did not. */
export function reportRound({ round, kind, blow, ms, uploadFailed, faults }: KillReport): void {
  const during = uploadFailed ? ' (during the upload)' : ''
  const said = `${kind}; ${blow.victims.join(' and ')} killed after ${blow.atMs} ms${during}; ended after ${ms} ms`
  process.stdout.write(`round ${round}: ${said}${faults.map((fault) => `\n  ${fault}`).join('')}\n`)
}
