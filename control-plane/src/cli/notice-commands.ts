import type { Id } from '@rollcall/shared/ids'
import type { Command } from 'commander'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { noticeWords } from './notice-words.ts'
import { printLine, printTable } from './print.ts'

export function addNoticeCommands(program: Command): void {
  const notices = program.command('notice').description('what you should know in time')
  notices.command('list').description('the newest first').option('--all', 'also those that were seen').action(listNotices)
  notices.command('seen').addArgument(idArgument('notice')).description('list it no longer').action(markSeen)
}

async function listNotices({ all = false }: { all?: boolean }): Promise<void> {
  const rows = await clientFromEnvironment().notice.list.query({ all })
  printTable(
    ['notice', 'at', 'kind', 'person', 'what'],
    rows.map((row) => [row.id, row.at, row.kind, row.name, noticeWords(row)]),
  )
}

async function markSeen(notice: Id<'notice'>): Promise<void> {
  const { seen } = await clientFromEnvironment().notice.markSeen.mutate({ notices: [notice] })
  printLine(seen === 1 ? 'seen' : 'there was nothing new in it for you')
}
