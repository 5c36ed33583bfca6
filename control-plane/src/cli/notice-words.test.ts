import { expect, test } from 'vitest'
import { noticeWords } from './notice-words.ts'

test.each([
  { kind: 'contract_ends', details: { lastDay: '2026-06-30', days: 14 }, said: /^the contract ends on 2026-06-30, 14 days/ },
  {
    kind: 'start_with_placeholder',
    details: { startDate: '2026-06-10', fields: ['department', 'title'] },
    said: /not filled in department, title$/,
  },
  {
    kind: 'access_ends_soon',
    details: { lastDay: '2026-06-30', accounts: [{ app: 'wiki', userName: 'carl', privileged: ['admins'], transfers: ['Pages'] }] },
    said: /^access ends on 2026-06-30; to take over: carl in wiki \(privileged admins, Pages\)$/,
  },
  { kind: 'access_ends_soon', details: { lastDay: '2026-06-30', accounts: [] }, said: /^access ends on 2026-06-30$/ },
  {
    kind: 'order_proposed',
    details: { order: 'ord_1', requestedBy: 'mbr_1' },
    said: /^Olive asks for .* rollcall order confirm ord_1, or refuse$/,
  },
  { kind: 'orphan_not_disabled', details: { app: 'wiki', userName: 'desk', failure: null }, said: /^desk in wiki.* still on \(unknown\)$/ },
] as const)('a notice of $kind is a sentence', ({ kind, details, said }) => {
  expect(noticeWords({ kind, details, askedBy: kind === 'order_proposed' ? 'Olive' : null })).toMatch(said)
})
