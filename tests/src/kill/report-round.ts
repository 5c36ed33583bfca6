import type { KillReport } from './run-kill-rounds.ts'

/** One line per round, so that a round that fails can be looked at among those that did not. */
export function reportRound({ round, kind, blow, ms, faults }: KillReport): void {
  const victims = blow.victims.join(' and ')
  process.stdout.write(
    `round ${round}: ${kind}; ${victims} killed after ${blow.atMs} ms; ended after ${ms} ms${faults.map((fault) => `\n  ${fault}`).join('')}\n`,
  )
}
