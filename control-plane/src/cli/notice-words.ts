import { z } from 'zod'
import type { NoticeKind } from '../notifications/notice.entity.ts'

interface Told {
  readonly kind: NoticeKind
  readonly details: Readonly<Record<string, unknown>>
  /** Name of the member who asked for it, where somebody did. */
  readonly askedBy: string | null
}

/** What a notice says, as a sentence that ends with what to do where there is something. */
export function noticeWords({ kind, details, askedBy }: Told): string {
  return words[kind]({ said: (name) => textOf(details[name]), details, askedBy })
}

interface Telling {
  readonly said: (name: string) => string
  readonly details: Told['details']
  readonly askedBy: string | null
}

const words: Readonly<Record<NoticeKind, (telling: Telling) => string>> = {
  contract_ends: ({ said }) => `the contract ends on ${said('lastDay')}, ${said('days')} days or less from the notice`,
  start_with_placeholder: ({ said }) => `starts on ${said('startDate')}, and HR has not filled in ${said('fields')}`,
  access_ends_soon: ({ said, details }) => `access ends on ${said('lastDay')}${toTakeOver(details)}`,
  access_still_on: ({ said }) => `not done in ${said('app')} yet (${said('failure')}): rollcall case show ${said('case')}`,
  many_creations: ({ said }) => `${said('count')} new accounts within a ${said('window')}, more than ${said('limit')}`,
  exception_ends: ({ said }) => `access outside the rules is over: ${said('about')} at ${said('endedAt')}`,
  listing_partial: ({ said }) => `the listing of ${said('app')} lacks ${said('missing')} of ${said('present')} accounts`,
  snapshot_partial: ({ said }) => `a roster file was kept aside: ${said('reasons')}`,
  approval_escalated: ({ said }) => `nobody has decided in time: rollcall approval show ${said('approval')}`,
  approval_without_approver: ({ said }) => `there is nobody who may decide: rollcall approval show ${said('approval')}`,
  task_escalated: ({ said }) => `"${said('title')}" was due at ${said('dueAt')}: rollcall task show ${said('task')}`,
  order_proposed: ({ said, askedBy }) =>
    `${askedBy ?? 'somebody'} asks for a second person: rollcall order confirm ${said('order')}, or refuse`,
  orphan_not_disabled: ({ said }) => `${said('userName')} in ${said('app')}, which nobody owns, is still on (${said('failure')})`,
  orphans_wait: ({ said }) => `${said('waiting')} accounts in ${said('app')} that nobody owns wait for the guard`,
  status_unclear: ({ said }) =>
    `HR contradicts itself about ${said('engagement')}: ${said('reason')} (${said('stated')}); correct it in HR, then import again`,
}

const held = z.object({
  accounts: z.array(z.object({ app: z.string(), userName: z.string(), privileged: z.array(z.string()), transfers: z.array(z.string()) })),
})

function toTakeOver(details: Told['details']): string {
  const { data } = held.safeParse(details)
  if (data === undefined || data.accounts.length === 0) return ''
  const accounts = data.accounts.map(({ app, userName, privileged, transfers }) => {
    const more = [...privileged.map((one) => `privileged ${one}`), ...transfers]
    return `${userName} in ${app}${more.length === 0 ? '' : ` (${more.join(', ')})`}`
  })
  return `; to take over: ${accounts.join(', ')}`
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown'
}
