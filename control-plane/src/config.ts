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

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const portError = 'expected a port number from 0 to 65535'
const url = z.url({ protocol: /^https?$/, error: 'expected a web address such as https://rollcall.example' })

const environment = z.object({
  ROLLCALL_DATABASE: z.string().min(1, 'expected a file, or postgresql://…').default('rollcall.sqlite'),
  ROLLCALL_KEYS: z.string().min(1, 'expected a folder').default('keys'),
  ROLLCALL_HOST: z.string().min(1, 'expected an address to listen on').default('127.0.0.1'),
  ROLLCALL_PORT: z.string().regex(/^\d+$/, portError).transform(Number).pipe(z.int(portError).max(65_535, portError)).default(7023),
  ROLLCALL_URL: url.optional(),
  ROLLCALL_LOG: z.enum(levels, { error: `expected one of ${levels.join(', ')}` }).default('info'),
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

const clientEnvironment = z.object({
  ROLLCALL_URL: url.default('http://127.0.0.1:7023'),
  ROLLCALL_TOKEN: z.string({ error: 'set it to the token that "rollcall init" printed' }),
})

/** What the command-line client needs: where the control plane is, and who is asking. @throws ZodError naming the variable */
export function readClientConfig(env: NodeJS.ProcessEnv = process.env): ClientConfig {
  const parsed = clientEnvironment.parse(env)
  return { url: parsed.ROLLCALL_URL, token: parsed.ROLLCALL_TOKEN }
}

/** The settings as people may see them: whatever could hold a database password is left out. */
export function describeConfig(config: ControlPlaneConfig): Readonly<Record<string, string | number>> {
  return { ...config, database: withoutPassword(config.database) }
}

/** A password stands before the last `@`, or among the parameters. */
function withoutPassword(database: string): string {
  if (!/^\w+:\/\//.test(database)) return database
  return database.replace(/:\/\/([^:@/]*)(?::.*)?@/, '://$1:…@').replace(/\?.*$/s, '?…')
}
