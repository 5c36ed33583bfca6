import { checkCondition } from './check-condition.ts'
import { checkStops } from './check-stops.ts'
import { poll, type Run } from './run.ts'
import { runError } from './run-error.ts'
import { runSteps } from './run-steps.ts'
import { visitPage } from './visit-page.ts'

/** Whether the page proves that we are signed in. Without a proof either way within the step's time we are not. */
export async function isSignedIn(run: Run): Promise<boolean> {
  const { alive, signedOut } = run.recipe.session
  const answer = await poll(run, async () => {
    if (await checkCondition(run, alive)) return true
    return signedOut !== undefined && (await checkCondition(run, signedOut)) ? false : undefined
  })
  return answer ?? false
}

/** Signs in once. @throws ConnectorError as the recipe's session stops name it, or LOGIN_UNPROVEN */
export async function signIn(run: Run): Promise<void> {
  const { session } = run.recipe
  const login: Run = { ...run, about: 'login', stops: session.stops, open: (path) => visitPage(login, path) }
  await runSteps(login, session.login)
  const isIn = await poll(login, async () => {
    if (await checkCondition(login, session.alive)) return true
    await checkStops(login, session.stops)
    return undefined
  })
  if (isIn === undefined) throw runError('LOGIN_UNPROVEN', 'login')
}
