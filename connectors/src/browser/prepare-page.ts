import type { BrowserContext, Dialog, Page } from 'playwright-core'
import { isAllowedOrigin } from './origins.ts'
import type { RunState } from './run.ts'

/** A fresh page that leaves the allowed origins for no document, and answers dialogs as its run says. */
export interface PreparedPage {
  readonly page: Page
  readonly state: RunState
}

export async function preparePage(context: BrowserContext, allowed: readonly string[]): Promise<PreparedPage> {
  const page = await context.newPage()
  const state: RunState = { dialog: undefined, trouble: undefined, dismissed: new Map() }
  page.on('dialog', (dialog) => void answerDialog(dialog, state).catch(() => undefined))
  // A window of its own would be outside our sight; apps that need one are not supported.
  page.on('popup', (popup) => void popup.close().catch(() => undefined))
  await guardDocuments(page, { allowed, state })
  return { page, state }
}

/**
 * Refuses every document and frame of another origin before it is asked for. Only documents are stopped for this: stopping every request,
 * as `page.route` does, turns the cache off and costs 40 %.
 */
async function guardDocuments(page: Page, guard: { allowed: readonly string[]; state: RunState }): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  devtools.on('Fetch.requestPaused', ({ requestId, request }) => {
    const isAllowed = isAllowedOrigin(request.url, guard.allowed)
    if (!isAllowed) guard.state.trouble ??= 'ORIGIN'
    const answered = isAllowed
      ? devtools.send('Fetch.continueRequest', { requestId })
      : devtools.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
    answered.catch(() => undefined)
  })
  await devtools.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] })
}

async function answerDialog(dialog: Dialog, state: RunState): Promise<void> {
  const expected = state.dialog
  state.dialog = undefined
  // Neither asks anything: a message to be closed, and "leave this page?" of a form that we leave on purpose.
  if (dialog.type() === 'alert' || dialog.type() === 'beforeunload') return dialog.accept()
  if (expected?.test(dialog.message())) return dialog.accept()
  state.trouble ??= expected === undefined ? 'OBSTRUCTED' : 'WRONG_SUBJECT'
  return dialog.dismiss()
}
