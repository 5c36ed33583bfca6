import { z } from 'zod'

export interface ControlPlaneConfig {
  /** SQLite file, or `postgresql://…`. */
  readonly database: string
  readonly keys: string
  readonly host: string
  readonly port: number
  /** How agents and operators reach us from outside. */
  readonly publicUrl: string
  readonly logLevel: string
}

export interface ClientConfig {
  readonly url: string
  readonly token: string
}

const environment = z.object({
  ROLLCALL_DATABASE: z.string().min(1).default('rollcall.sqlite'),
  ROLLCALL_KEYS: z.string().min(1).default('keys'),
  ROLLCALL_HOST: z.string().min(1).default('127.0.0.1'),
  ROLLCALL_PORT: z.coerce.number().int().min(0).max(65_535).default(7023),
  ROLLCALL_URL: z.url().optional(),
  ROLLCALL_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** The only place that reads the environment. @throws ZodError naming the variable */
export function readConfig(env: NodeJS.ProcessEnv = process.env): ControlPlaneConfig {
  const parsed = environment.parse(env)
  return {
    database: parsed.ROLLCALL_DATABASE,
    keys: parsed.ROLLCALL_KEYS,
    host: parsed.ROLLCALL_HOST,
    port: parsed.ROLLCALL_PORT,
    publicUrl: parsed.ROLLCALL_URL ?? `http://${parsed.ROLLCALL_HOST}:${parsed.ROLLCALL_PORT}`,
    logLevel: parsed.ROLLCALL_LOG,
  }
}

/** What the command-line client needs: where the control plane is, and who is asking. */
export function readClientConfig(env: NodeJS.ProcessEnv = process.env): ClientConfig {
  const parsed = z
    .object({
      ROLLCALL_URL: z.url().default('http://127.0.0.1:7023'),
      ROLLCALL_TOKEN: z.string({ error: 'set ROLLCALL_TOKEN to the token that "rollcall init" printed' }),
    })
    .parse(env)
  return { url: parsed.ROLLCALL_URL, token: parsed.ROLLCALL_TOKEN }
}

/** The settings as people may see them: a database password is left out. */
export function describeConfig(config: ControlPlaneConfig): Readonly<Record<string, string | number>> {
  return { ...config, database: config.database.replace(/:\/\/([^:@/]+):[^@]*@/, '://$1:…@') }
}
