import { createTRPCClient, httpLink } from '@trpc/client'
import { type ClientConfig, readClientConfig } from '../config.ts'
import type { AppRouter } from '../http/app-router.ts'

export type ControlPlaneClient = ReturnType<typeof createControlPlaneClient>

/** The typed client of the control plane's API: what the command line uses, and anybody else may. */
export function createControlPlaneClient({ url, token }: ClientConfig) {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: new URL('/trpc', url).toString(), headers: { authorization: `Bearer ${token}` } })],
  })
}

export function clientFromEnvironment(): ControlPlaneClient {
  return createControlPlaneClient(readClientConfig())
}
