import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { UserError } from '../user-error.ts'

const busy = z.object({ errcode: z.literal(5) })

/**
 * Makes sure that one process at a time runs a home directory: two would each cause effects.
 * The operating system ends an SQLite lock with its process, so a crash leaves nothing to clean up.
 * @throws UserError when another process holds it
 */
export function lockHome(file: string): Disposable {
  const database = new DatabaseSync(file)
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    if (busy.safeParse(error).success) throw new UserError('Another rollcall-agent already runs with this home directory. Stop it first.')
    throw error
  }
  return { [Symbol.dispose]: () => database.close() }
}

export function isHomeLocked(file: string): boolean {
  try {
    using _lock = lockHome(file)
    return false
  } catch (error) {
    if (error instanceof UserError) return true
    throw error
  }
}
