import { isCivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type LiftReason, liftReasons, type OrderKind, type OrderReason, reasonsOfKind } from '../orders/order-kinds.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { personGroup } from './person-group.ts'
import { printLine, printTable } from './print.ts'

export function addOrderCommands(program: Command): void {
  const person = personGroup(program)
  addGiving(person, { name: 'end', kind: 'for_cause', description: 'out now, whatever HR says: sessions end first, then every account' })
  addGiving(person, { name: 'lock', kind: 'security_hold', description: 'lock every account until a person lifts it' })
  addGiving(person, { name: 'hold', kind: 'legal_hold', description: 'nothing is deleted or handed over until a person lifts it' })
  addGiving(person, { name: 'extend', kind: 'extension', description: "let a contractor's access go on past HR's end" }).requiredOption(
    '--until <day>',
    'last day, at most 90 days past the end in HR',
    toDay,
  )
  const orders = program.command('order').description('what operators ordered ahead of HR')
  orders.command('list').description('orders that count or wait').option('--all', 'also those that are over').action(listOrders)
  orders.command('confirm').addArgument(idArgument('order')).description('be the second person: it counts from now').action(confirmOrder)
  orders.command('refuse').addArgument(idArgument('order')).description('say no to a proposed order').action(refuseOrder)
  orders
    .command('lift')
    .addArgument(idArgument('order'))
    .description('end an order: what HR says counts again')
    .addOption(reasonFrom(liftReasons))
    .action(liftOrder)
}

interface Giving {
  readonly name: string
  readonly kind: OrderKind
  readonly description: string
}

function addGiving(person: Command, { name, kind, description }: Giving): Command {
  return person
    .command(`${name} <person>`)
    .description(description)
    .addOption(reasonFrom(reasonsOfKind[kind]))
    .action((subject: string, options: GivingOptions) => giveOrder({ person: subject, kind, ...options }))
}

interface GivingOptions {
  readonly reason: OrderReason
  readonly until?: ReturnType<typeof toDay>
}

function reasonFrom(reasons: readonly string[]): Option {
  return new Option('--reason <word>', 'goes into the ledger').choices(reasons).makeOptionMandatory()
}

async function giveOrder(given: GivingOptions & { readonly person: string; readonly kind: OrderKind }): Promise<void> {
  const { order, state, accounts } = await clientFromEnvironment().order.give.mutate(given)
  printLine(state === 'active' ? `${order} counts from now` : `${order} is proposed: nothing happens until another member confirms it`)
  printNoAccount({ kind: given.kind, accounts })
}

/** Then no case opens: whoever waits for one should know. */
function printNoAccount({ kind, accounts }: { readonly kind: OrderKind; readonly accounts: number }): void {
  if (accounts === 0 && (kind === 'for_cause' || kind === 'security_hold'))
    printLine(
      'no account of theirs is known in any app, so there is nothing to switch off: run "rollcall app refresh <app>" to read an app anew',
    )
}

async function listOrders({ all = false }: { all?: boolean }): Promise<void> {
  const rows = await clientFromEnvironment().order.list.query({ all })
  printTable(
    ['order', 'kind', 'state', 'reason', 'until', 'since', 'HR agrees', 'person'],
    rows.map((row) => [
      row.id,
      row.kind,
      row.state,
      row.reason,
      row.until ?? '',
      row.activeAt ?? '',
      hrSays(row),
      `${row.name} (${row.personKey})`,
    ]),
  )
}

function hrSays({
  kind,
  state,
  agreedAt,
  isOverruled,
}: {
  kind: OrderKind
  state: string
  agreedAt: string | null
  isOverruled: boolean
}): string {
  if (state === 'active' && isOverruled) return 'no, HR ends it earlier'
  return agreedAt ?? (kind === 'for_cause' && state === 'active' ? 'not yet' : '')
}

async function confirmOrder(order: Id<'order'>): Promise<void> {
  const confirmed = await clientFromEnvironment().order.confirm.mutate({ order })
  printLine('confirmed: it counts from now')
  printNoAccount(confirmed)
}

async function refuseOrder(order: Id<'order'>): Promise<void> {
  await clientFromEnvironment().order.refuse.mutate({ order })
  printLine('refused: nothing happens')
}

async function liftOrder(order: Id<'order'>, { reason }: { reason: LiftReason }): Promise<void> {
  await clientFromEnvironment().order.lift.mutate({ order, reason })
  printLine('lifted')
}

function toDay(text: string) {
  if (!isCivilDate(text)) throw new InvalidArgumentError('give a day in the form YYYY-MM-DD')
  return text
}
