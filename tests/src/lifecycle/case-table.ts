import { testDialects } from '@rollcall/control-plane/test/open-test-database'
import { describe, test } from 'vitest'
import { Life, type LifeOptions } from './life.ts'

/** Every turn of a working life for which the lifecycle states a default. */
export const turnsOfLife = [
  'hire today',
  'future hire',
  'start moved later',
  'start moved earlier, hire keyed late',
  'offer rescinded / no-show',
  'placeholder data',
  'missing manager',
  'transfer (mover)',
  'bundle or rule edited',
  'manager change',
  'rename (name or e-mail)',
  'leave of absence',
  'contractor end',
  'contractor → employee',
  'two engagements',
  'termination in the future',
  'termination moved or cancelled before it fires',
  'cancelled after it fired',
  'back-dated termination',
  'for cause, now',
  'security hold',
  'row vanished from HR',
  'rehire',
  'address reuse',
  'legal hold',
  'account nobody owns (orphan)',
  'account changed by hand (drift)',
] as const
export type TurnOfLife = (typeof turnsOfLife)[number]

/** One row of the case table, on both databases. */
export function testTurn(turn: TurnOfLife, live: (life: Life) => Promise<void>, options: LifeOptions = {}): void {
  describe.each(testDialects)(`${turn}, on %s`, (dialect) => {
    test(turn, { timeout: 60_000 }, async () => {
      await using life = await Life.open(dialect, options)
      await live(life)
    })
  })
}
