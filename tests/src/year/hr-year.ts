import { SeededChoice } from '../kill/seeded-choice.ts'

/** One row of HR's export; days are `YYYY-MM-DD`, the empty text is an empty cell. */
export interface HrRow {
  readonly person: string
  readonly engagement: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly type: 'employee' | 'contractor'
  readonly department: string
  readonly manager: string
  readonly timeZone: string
  readonly start: string
  readonly end: string
  readonly lastDay: string
  readonly leaveFrom: string
  readonly leaveUntil: string
  readonly status: string
}

export const turns = [
  'hire ahead',
  'hire late',
  'start moved',
  'offer rescinded',
  'transfer',
  'rename',
  'leave',
  'contract',
  'conversion',
  'termination ahead',
  'termination late',
  'termination moved',
  'termination cancelled',
  'cancelled after it fired',
  'rehire',
] as const
export type Turn = (typeof turns)[number]

const departments = ['Engineering', 'Sales', 'Finance', 'Support', 'People']
/** Zones whose clocks never change, so that what is right can be worked out without the product's own calendar. */
export const zoneHours: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Tokyo': 9, 'America/Phoenix': -7 }

/** HR of one company for a year: every day somebody comes, moves, leaves or changes their mind; the same seed gives the same year. */
export class HrYear {
  readonly rows = new Map<string, HrRow>()
  readonly counts = new Map<Turn, number>()
  readonly #choice: SeededChoice
  readonly #size: number
  #number = 0

  constructor(choice: SeededChoice, size: number, firstDay: string) {
    this.#choice = choice
    this.#size = size
    for (let index = 0; index < size; index++) this.#add(shift(firstDay, -30 - this.#below(2_000)))
  }

  /** What happens on one day: about as many turns as a company of this size sees. */
  live(day: string): void {
    const expected = this.#size / 100
    let turnsToday = Math.floor(expected) + (this.#choice.fraction() < expected % 1 ? 1 : 0)
    while (turnsToday-- > 0) this.turn(this.#choice.oneOf(turns), day)
  }

  csv(rows: Iterable<HrRow> = this.rows.values()): string {
    const header =
      'person_id,engagement_id,given_name,family_name,work_email,type,department,manager_id,time_zone,start_date,end_date,last_working_day,leave_from,leave_until,status'
    const lines = [...rows].map((row) => {
      const { person, engagement, givenName, familyName, email, type, department, manager } = row
      const who = [person, engagement, givenName, familyName, email, type, department, manager, row.timeZone]
      return [...who, row.start, row.end, row.lastDay, row.leaveFrom, row.leaveUntil, row.status].join(',')
    })
    return `${[header, ...lines].join('\n')}\n`
  }

  /** One turn of somebody for whom it makes sense; nothing where there is nobody. */
  turn(turn: Turn, day: string): void {
    if (this.#try(turn, day)) this.counts.set(turn, (this.counts.get(turn) ?? 0) + 1)
  }

  #try(turn: Turn, day: string): boolean {
    switch (turn) {
      case 'hire ahead':
        return this.#add(shift(day, 1 + this.#below(20))) !== undefined
      case 'hire late':
        return this.#add(shift(day, -this.#below(6))) !== undefined
      case 'start moved':
        return this.#change(
          (row) => row.start > day && row.end === '',
          () => ({ start: shift(day, this.#below(25)) }),
        )
      case 'offer rescinded':
        return this.#change(
          (row) => row.start > day && row.end === '',
          (row) => ({ end: row.start, status: 'Rescinded' }),
        )
      case 'transfer':
        return this.#change(works(day), () => ({ department: this.#choice.oneOf(departments), manager: this.#someone() }))
      case 'rename':
        return this.#rename(day)
      case 'leave':
        return this.#change(works(day), () => {
          const from = shift(day, this.#below(10) - 3)
          return { leaveFrom: from, leaveUntil: shift(from, 5 + this.#below(60)) }
        })
      case 'contract':
        return this.#change(
          (row) => row.start === day && row.end === '',
          () => ({ type: 'contractor', end: shift(day, 20 + this.#below(80)) }),
        )
      case 'conversion':
        return this.#convert(day)
      case 'termination ahead':
        return this.#change(works(day), () => this.#exit(shift(day, 1 + this.#below(45))))
      case 'termination late':
        return this.#change(
          (row) => works(day)(row) && row.start < shift(day, -10),
          () => this.#exit(shift(day, -this.#below(9))),
        )
      case 'termination moved':
        return this.#change(
          (row) => row.end > day && row.type === 'employee',
          () => this.#exit(shift(day, this.#below(30))),
        )
      case 'termination cancelled':
        return this.#change(
          (row) => row.end > day && row.status === 'Notice given',
          () => stays,
        )
      case 'cancelled after it fired':
        return this.#change(
          (row) => hasLeft(row, day) && row.end > shift(day, -15),
          () => stays,
        )
      case 'rehire':
        return this.#rehire(day)
    }
  }

  /** Every row of one person has the same name. */
  #rename(day: string): boolean {
    const row = this.#pick((one) => one.person !== 'P00001' && works(day)(one))
    if (row === undefined) return false
    const { person } = row
    const named = { familyName: `Married${person}`, email: `${person.toLowerCase()}.new@year.example` }
    for (const one of [...this.rows.values()].filter((other) => other.person === person)) this.#put({ ...one, ...named })
    return true
  }

  #exit(end: string): Partial<HrRow> {
    return { end, lastDay: this.#choice.fraction() < 0.3 ? shift(end, -2) : '', status: 'Notice given' }
  }

  #convert(day: string): boolean {
    const row = this.#pick((one) => one.type === 'contractor' && one.end >= day && one.start <= day)
    if (row === undefined) return false
    this.#put({
      ...row,
      engagement: `${row.engagement}-next`,
      type: 'employee',
      start: shift(row.end, 1),
      end: '',
      lastDay: '',
      status: '',
    })
    return true
  }

  #rehire(day: string): boolean {
    const gone = this.#pick((row) => hasLeft(row, day) && !this.#isBack(row, day))
    if (gone === undefined) return false
    this.#put({
      ...gone,
      ...stays,
      engagement: `${gone.engagement}-again`,
      start: shift(day, this.#below(8)),
      leaveFrom: '',
      leaveUntil: '',
    })
    return true
  }

  #isBack({ person }: HrRow, day: string): boolean {
    return [...this.rows.values()].some((row) => row.person === person && (row.end === '' || row.end >= day))
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
      manager: this.#someone(),
      timeZone: this.#choice.oneOf(Object.keys(zoneHours)),
      start,
      end: '',
      lastDay: '',
      leaveFrom: '',
      leaveUntil: '',
      status: '',
    })
  }

  #someone(): string {
    return this.rows.size === 0 ? '' : 'P00001'
  }

  #change(fits: (row: HrRow) => boolean, change: (row: HrRow) => Partial<HrRow>): boolean {
    const row = this.#pick((one) => one.person !== 'P00001' && fits(one))
    if (row === undefined) return false
    this.#put({ ...row, ...change(row) })
    return true
  }

  #pick(fits: (row: HrRow) => boolean): HrRow | undefined {
    const fitting = [...this.rows.values()].filter(fits)
    return fitting.length === 0 ? undefined : this.#choice.oneOf(fitting)
  }

  #put(row: HrRow): HrRow {
    this.rows.set(row.engagement, row)
    return row
  }

  #below(limit: number): number {
    return Math.floor(this.#choice.fraction() * limit)
  }
}

const stays: Partial<HrRow> = { end: '', lastDay: '', status: '' }

function works(day: string): (row: HrRow) => boolean {
  return ({ start, end, leaveFrom }) => start <= day && end === '' && leaveFrom === ''
}

function hasLeft({ end, start }: HrRow, day: string): boolean {
  return end !== '' && end < day && end > start
}

/** Some days later, or earlier. */
export function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
