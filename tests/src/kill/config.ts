import { z } from 'zod'

export interface KillConfig {
  /** Chooses people, victims and instants: the same seed makes the same choices. */
  readonly seed: number
  /** Undefined: as many as the suite says. */
  readonly rounds: number | undefined
}

const environment = z.object({
  ROLLCALL_TEST_SEED: z.coerce.number().int().min(0).max(0xffff_ffff).optional(),
  ROLLCALL_TEST_ROUNDS: z.coerce.number().int().min(1).max(10_000).optional(),
})

/** The only place of these tests that reads the environment. Without a seed each run takes a new one, so that over time more instants are tried. */
export function readKillConfig(env: NodeJS.ProcessEnv = process.env, at: Date = new Date()): KillConfig {
  const { ROLLCALL_TEST_SEED: seed = at.getTime() % 0xffff_ffff, ROLLCALL_TEST_ROUNDS: rounds } = environment.parse(env)
  return { seed, rounds }
}
