import { join } from 'node:path'

/** What lies where in an agent's home directory. Everything is readable by the agent's own account only. */
export function homePaths(home: string) {
  return {
    home,
    identity: join(home, 'identity.json'),
    trust: join(home, 'trust.json'),
    localPolicy: join(home, 'local-policy.yaml'),
    apps: join(home, 'apps'),
    vault: join(home, 'vault'),
    spool: join(home, 'spool.sqlite'),
    lock: join(home, 'run.lock.sqlite'),
  } as const
}
export type HomePaths = ReturnType<typeof homePaths>
