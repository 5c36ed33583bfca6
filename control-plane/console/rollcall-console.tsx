import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { createApiClient } from './api/create-api-client.ts'
import { TRPCProvider } from './api/trpc.ts'
import { ConsolePage } from './page/console-page.tsx'
import { forgetToken, keepToken, keptToken } from './session/session-token.ts'
import { SignInPage } from './session/sign-in-page.tsx'

/** Sign-in, or the page of whoever is signed in. */
export function RollcallConsole() {
  const queries = useQueryClient()
  const [token, setToken] = useState(keptToken)
  const [hasEnded, setHasEnded] = useState(false)
  const client = useMemo(() => createApiClient(token ?? ''), [token])
  const signIn = useCallback((given: string) => {
    keepToken(given)
    setToken(given)
  }, [])
  const signOut = useCallback(
    (isForced: boolean) => {
      forgetToken()
      queries.clear()
      setHasEnded(isForced)
      setToken(undefined)
    },
    [queries],
  )
  if (token === undefined) return <SignInPage hasEnded={hasEnded} onSignedIn={signIn} />
  return (
    <TRPCProvider trpcClient={client} queryClient={queries}>
      <ConsolePage onSignOut={signOut} />
    </TRPCProvider>
  )
}
