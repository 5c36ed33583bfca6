import type { SeededChoice } from '../kill/seeded-choice.ts'
import type { HrRow } from './hr-row.ts'
import { zones } from './zone-clock.ts'

export const turns = [
  'hire ahead',
  'hire late',
  'start moved',
  'start moved after it came',
  'offer rescinded',
  'transfer',
  'new manager',
  'rename',
  'leave',
  'contract',
  'conversion',
  'second engagement',
  'termination ahead',
  'termination late',
  'termination moved',
  'termination cancelled',
  'cancelled after it fired',
  'rehire',
  'row vanished',
  'row gone for good',
  'row back',
] as const
export type Turn = (typeof turns)[number]

const departments = ['Engineering', 'Sales', 'Finance', 'Support', 'People']

/** HR of one company for a year: every day somebody comes, moves, leaves or changes their mind; the same seed gives the same year. */
export class HrYear {
  readonly rows = new Map<string, HrRow>()
  readonly counts = new Map<Turn, number>()
  /** People whose rows HR's export leaves out by mistake. */
  readonly vanished = new Set<string>()
  /** People of whom HR says nothing any more, and whom it has forgotten rightly. */
  readonly gone = new Set<string>()
  readonly #choice: SeededChoice
  readonly #size: number
  #deck: readonly Turn[] = []
  #number = 0

  constructor(choice: SeededChoice, size: number, firstDay: string) {
    this.#choice = choice
    this.#size = size
    for (let index = 0; index < size; index++) this.#add(shift(firstDay, -30 - this.#below(2_000)))
  }

  /** What the export of today holds. */
  get exported(): readonly HrRow[] {
    return [...this.rows.values()].filter(({ person }) => !this.vanished.has(person) && !this.gone.has(person))
  }

  /** What happens on one day: as many turns as a company of this size sees, or as many as are wanted; each kind as often as every other. */
  live(day: string, wanted = this.#size / 100): void {
    let turnsToday = Math.floor(wanted) + (this.#choice.fraction() < wanted % 1 ? 1 : 0)
    while (turnsToday-- > 0) this.turn(this.#nextTurn(), day)
  }

  /** One turn of somebody for whom it makes sense; nothing where there is nobody. */
  turn(turn: Turn, day: string): void {
    if (this.#try(turn, day)) this.counts.set(turn, (this.counts.get(turn) ?? 0) + 1)
  }

  #nextTurn(): Turn {
    const [next, ...rest] = this.#deck.length > 0 ? this.#deck : this.#shuffled()
    this.#deck = rest
    return next ?? 'transfer'
  }

  #shuffled(): readonly Turn[] {
    return turns
      .map((turn) => ({ turn, rank: this.#choice.fraction() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ turn }) => turn)
  }

  #try(turn: Turn, day: string): boolean {
    switch (turn) {
      case 'hire ahead':
        return this.#add(shift(day, 1 + this.#below(20))) !== undefined
      case 'hire late':
        return this.#add(shift(day, -this.#below(6))) !== undefined
      case 'start moved':
        return this.#change(
          (row) => isAhead(row, day),
          () => ({ start: shift(day, this.#below(25)) }),
        )
      case 'start moved after it came':
        return this.#change(
          (row) =>
            row.end === '' && row.leaveFrom === '' && row.start <= day && row.start > shift(day, -9) && row.engagement.endsWith('-1'),
          () => ({ start: shift(day, 3 + this.#below(9)) }),
        )
      case 'offer rescinded':
        return this.#change(
          (row) => isAhead(row, day),
          (row) => ({ end: row.start, status: 'Rescinded' }),
        )
      case 'transfer':
        return this.#change(works(day), ({ department }) => ({
          department: this.#choice.oneOf(departments.filter((one) => one !== department)),
        }))
      case 'new manager':
        return this.#change(works(day), ({ person }) => ({ manager: this.#manager(person) }))
      case 'rename':
        return this.#rename(day)
      case 'leave':
        return this.#change(
          (row) => works(day)(row) && row.start < shift(day, -4),
          () => {
            const from = shift(day, this.#below(10) - 3)
            return { leaveFrom: from, leaveUntil: shift(from, 5 + this.#below(60)) }
          },
        )
      case 'contract':
        return this.#change(
          (row) => works(day)(row) && row.engagement.endsWith('-1') && row.start > shift(day, -20),
          () => ({ type: 'contractor', end: shift(day, 3 + this.#below(25)) }),
        )
      case 'conversion':
        return this.#convert(day)
      case 'second engagement':
        return this.#second(day)
      default:
        return this.#end(turn, day)
    }
  }

  #end(turn: Turn, day: string): boolean {
    switch (turn) {
      case 'termination ahead':
        return this.#change(works(day), () => this.#exit(shift(day, 1 + this.#below(45))))
      case 'termination late':
        return this.#change(
          (row) => works(day)(row) && row.start < shift(day, -12),
          () => this.#exit(shift(day, -this.#below(9))),
        )
      case 'termination moved':
        return this.#change(
          (row) => row.end > day && row.status === 'Notice given' && row.start < shift(day, -4),
          () => this.#exit(shift(day, this.#below(30))),
        )
      case 'termination cancelled':
        return this.#change(
          (row) => row.end > day && row.status === 'Notice given',
          () => stays,
        )
      case 'cancelled after it fired':
        return this.#change(
          (row) => hasLeft(row, day) && row.end > shift(day, -15) && row.status === 'Notice given' && !this.#isBack(row, day),
          () => stays,
        )
      case 'rehire':
        return this.#rehire(day)
      case 'row back':
        return this.#comesBack()
      default:
        return this.#vanishes(turn, day)
    }
  }

  /** HR says, too, that somebody is out. */
  letGo(person: string, day: string): void {
    for (const row of this.#rowsOf(person))
      if (row.end === '' || row.end > day)
        this.#put({ ...row, end: row.start < day ? day : shift(row.start, 1), lastDay: '', status: 'Let go' })
  }

  /** People to whom anything may happen. */
  workers(day: string): readonly string[] {
    return [...new Set(this.exported.filter(works(day)).map(({ person }) => person))].filter((person) => person !== 'P00001')
  }

  /** Every row of one person has the same name. */
  #rename(day: string): boolean {
    const row = this.#pick((one) => works(day)(one) && !one.familyName.startsWith('Married'))
    if (row === undefined) return false
    const { person } = row
    const named = { familyName: `Married${person}`, email: `${person.toLowerCase()}.new@year.example` }
    for (const one of this.#rowsOf(person)) this.#put({ ...one, ...named })
    return true
  }

  #exit(end: string): Partial<HrRow> {
    return { end, lastDay: this.#choice.fraction() < 0.3 ? shift(end, -2) : '', status: 'Notice given' }
  }

  /** A weekend between the two is none: up to three days in between count as one employment, and now and then it is longer. */
  #convert(day: string): boolean {
    const row = this.#pick(
      (one) => one.type === 'contractor' && one.end >= day && one.start <= day && this.#rowsOf(one.person).length === 1,
    )
    if (row === undefined) return false
    const engagement = `${row.engagement}-next`
    const start = shift(row.end, 1 + this.#below(4))
    this.#put({ ...row, ...stays, engagement, type: 'employee', start, leaveFrom: '', leaveUntil: '' })
    return true
  }

  /** Beside what they do already. */
  #second(day: string): boolean {
    const row = this.#pick((one) => works(day)(one) && this.#rowsOf(one.person).length === 1)
    if (row === undefined) return false
    const start = shift(day, this.#below(6) - 2)
    const end = shift(start, 10 + this.#below(60))
    const department = this.#choice.oneOf(departments)
    this.#put({ ...row, engagement: `${row.engagement}-beside`, type: 'contractor', department, start, end, leaveFrom: '', leaveUntil: '' })
    return true
  }

  #rehire(day: string): boolean {
    const gone = this.#pick((row) => hasLeft(row, day) && row.status === 'Notice given' && !this.#isBack(row, day))
    if (gone === undefined) return false
    const start = shift(day, this.#below(8))
    this.#put({ ...gone, ...stays, engagement: `${gone.engagement}-again`, start, leaveFrom: '', leaveUntil: '' })
    return true
  }

  #vanishes(turn: Turn, day: string): boolean {
    const row = this.#pick(works(day))
    if (row === undefined) return false
    const whither = turn === 'row vanished' ? this.vanished : this.gone
    whither.add(row.person)
    return true
  }

  #comesBack(): boolean {
    const [person] = this.vanished
    return person !== undefined && this.vanished.delete(person)
  }

  #isBack({ person }: HrRow, day: string): boolean {
    return this.#rowsOf(person).some((row) => row.end === '' || row.end >= day)
  }

  #add(start: string): HrRow | undefined {
    const person = `P${String(++this.#number).padStart(5, '0')}`
    return this.#put({
      person,
      engagement: `${person}-1`,
      givenName: 'Pat',
      familyName: `Nr${person}`,
      email: `${person.toLowerCase()}@year.example`,
      type: 'employee',
      department: this.#choice.oneOf(departments),
      manager: this.#manager(person),
      timeZone: this.#choice.oneOf(zones),
      start,
      end: '',
      lastDay: '',
      leaveFrom: '',
      leaveUntil: '',
      status: '',
    })
  }

  /** Mostly somebody who is here; now and then nobody, nobody whom HR knows, or themselves. Circles come about by chance. */
  #manager(person: string): string {
    const chance = this.#choice.fraction()
    if (chance < 0.03) return person
    if (chance < 0.06) return 'P99999'
    return chance < 0.1 || this.rows.size === 0 ? '' : this.#choice.oneOf([...this.rows.values()].slice(0, 50)).person
  }

  #change(fits: (row: HrRow) => boolean, change: (row: HrRow) => Partial<HrRow>): boolean {
    const row = this.#pick(fits)
    if (row === undefined) return false
    this.#put({ ...row, ...change(row) })
    return true
  }

  /** Nothing happens to the first person, who manages others, nor to whom the export does not name. */
  #pick(fits: (row: HrRow) => boolean): HrRow | undefined {
    const fitting = this.exported.filter((row) => row.person !== 'P00001' && fits(row))
    return fitting.length === 0 ? undefined : this.#choice.oneOf(fitting)
  }

  #rowsOf(person: string): readonly HrRow[] {
    return [...this.rows.values()].filter((row) => row.person === person)
  }

  #put(row: HrRow): HrRow {
    this.rows.set(row.engagement, row)
    return row
  }

  #below(limit: number): number {
    return Math.floor(this.#choice.fraction() * limit)
  }
}

const stays = { end: '', lastDay: '', status: '' }

function works(day: string): (row: HrRow) => boolean {
  return ({ start, end, leaveFrom, leaveUntil }) => start <= day && end === '' && (leaveFrom === '' || leaveUntil < day)
}

function isAhead({ start, end }: HrRow, day: string): boolean {
  return start > day && end === ''
}

function hasLeft({ end, start }: HrRow, day: string): boolean {
  return end !== '' && end < day && end > start
}

/** Some days later, or earlier. */
export function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
