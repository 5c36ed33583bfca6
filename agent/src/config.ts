import { z } from 'zod'
import { UserError } from './user-error.ts'

const environmentSchema = z.object({
  ROLLCALL_AGENT_HOME: z.string().min(1).optional(),
  ROLLCALL_VAULT_KEY_FILE: z.string().min(1).optional(),
  ROLLCALL_VAULT_SCRYPT_N: z.coerce
    .number()
    .pipe(z.union([1_024, 4_096, 16_384, 65_536, 131_072, 262_144, 1_048_576].map((n) => z.literal(n))))
    .optional(),
  ROLLCALL_BROWSER: z.string().min(1).optional(),
  ROLLCALL_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).optional(),
})

export interface AgentConfig {
  readonly home: string | undefined
  /** File whose first line is the vault's passphrase. */
  readonly vaultKeyFile: string | undefined
  /** scrypt's N for a vault that does not exist yet; an existing one says its own. */
  readonly scryptCost: number
  /** Path of the browser that browser connectors drive. */
  readonly browser: string | undefined
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
}

/** The only reader of the environment. @throws UserError naming the variable that is wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): AgentConfig {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) throw new UserError(`${parsed.error.issues[0]?.path.join('.')} is not usable: ${parsed.error.issues[0]?.message}`)
  const { data } = parsed
  return {
    home: data.ROLLCALL_AGENT_HOME,
    vaultKeyFile: data.ROLLCALL_VAULT_KEY_FILE,
    scryptCost: data.ROLLCALL_VAULT_SCRYPT_N ?? 131_072,
    browser: data.ROLLCALL_BROWSER,
    logLevel: data.ROLLCALL_LOG ?? 'info',
  }
}
