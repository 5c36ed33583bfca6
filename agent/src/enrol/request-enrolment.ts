import type { Envelope } from '@rollcall/shared/envelope/envelope'
import { type EnrolmentToken, enrolmentAnswerSchema } from '@rollcall/shared/wire/enrolment'
import type { z } from 'zod'
import { UserError } from '../user-error.ts'

const answerMs = 20_000
const mostAnswerBytes = 262_144

/** Sends the signed request and gives the answer, which is not believed yet. @throws UserError */
export async function requestEnrolment(token: EnrolmentToken, envelope: Envelope): Promise<z.infer<typeof enrolmentAnswerSchema>> {
  const url = new URL('agent/v1/enrol', withSlash(token.url))
  const response = await post(url, JSON.stringify({ envelope }))
  if (response.status === 401 || response.status === 403 || response.status === 404 || response.status === 410)
    throw new UserError(`${url.origin} did not accept the token: it may be used, expired or revoked. Ask an operator for a new one.`)
  if (!response.ok) throw new UserError(`${url.origin} answered ${response.status} instead of enrolling this agent. Try again later.`)
  const parsed = enrolmentAnswerSchema.safeParse(await readJson(response))
  if (!parsed.success) throw new UserError(`${url.origin} did not answer as a Rollcall control plane does. Check the token's address.`)
  return parsed.data
}

async function post(url: URL, body: string): Promise<Response> {
  try {
    const headers = { 'content-type': 'application/json' }
    return await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(answerMs) })
  } catch (error) {
    const name = error instanceof Error && error.name === 'TimeoutError' ? 'did not answer' : 'cannot be reached'
    throw new UserError(`The control plane at ${url.origin} ${name}. Check the network, a proxy, and the address in the token.`)
  }
}

async function readJson(response: Response): Promise<unknown> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > mostAnswerBytes) return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}
