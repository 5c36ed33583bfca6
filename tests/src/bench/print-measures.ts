import { printTable } from '../stage/print.ts'
import { isMet, type Measure } from './benchmark.ts'

export interface Result {
  readonly name: string
  readonly measures: readonly Measure[]
}

export function printMeasures(results: readonly Result[]): void {
  printTable(
    ['benchmark', 'measure', 'value', 'goal', 'met?'],
    results.flatMap(({ name, measures }) =>
      measures.map((measure) => [name, measure.name, figure(measure.value, measure.unit), goalOf(measure), verdictOf(measure)]),
    ),
  )
}

function goalOf({ goal, unit }: Measure): string {
  if (goal === undefined) return ''
  return 'most' in goal ? `≤ ${figure(goal.most, unit)}` : `≥ ${figure(goal.least, unit)}`
}

function verdictOf(measure: Measure): string {
  const met = isMet(measure)
  if (met === undefined) return ''
  return met ? 'yes' : 'NO'
}

/** Three digits that count, and all of a large whole number. */
function figure(value: number, unit: Measure['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  const number = value.toLocaleString('en', { maximumFractionDigits: digits })
  return unit === '/s' ? `${number}/s` : `${number} ${unit}`
}
