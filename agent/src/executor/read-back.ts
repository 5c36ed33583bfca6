import type { Account } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'
import type { AccountView } from './account-view.ts'
import type { StepContext } from './step-context.ts'

const firstPauseMs = 50
const longestPauseMs = 2_000

/** Reads until the app shows what was wanted and has shown it for as long as its manifest asks. @throws ConnectorError `unverified` */
export async function readBack(
  context: Pick<StepContext, 'app' | 'calls' | 'clock'>,
  view: AccountView,
  isWanted: (account: Account | undefined) => boolean,
): Promise<Account | undefined> {
  const { withinMs, steadyMs } = context.app.manifest.readBack
  const endsAt = context.clock.monotonicMs() + withinMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    if (isWanted(await view.read({ interruptible: false }))) {
      if (steadyMs === 0) return view.last?.account
      await context.calls.wait(steadyMs, { interruptible: false })
      if (isWanted(await view.read({ interruptible: false }))) return view.last?.account
    }
    const leftMs = endsAt - context.clock.monotonicMs()
    if (leftMs <= 0) throw new ConnectorError('unverified', 'The app took the change but does not show it.')
    await context.calls.wait(Math.min(pauseMs, leftMs), { interruptible: false })
  }
}
