import { printHeading, printLine, printTable } from '../stage/print.ts'
import type { LivedLife } from './run-life.ts'

/** Seconds per case beside KINT's published figures, and beside what the slowest app took by itself. */
export function printTimes(lived: readonly LivedLife[]): void {
  printHeading('How long it took, from the HR file to the last read-back')
  printTable(
    ['case', 'apps', 'seconds', 'KINT says', 'slowest app', 'its own time', 'ratio'],
    lived.map(({ life, found, seconds, slowestApp, slowestSeconds }) => [
      life.id,
      String(found.jobs.length),
      seconds.toFixed(2),
      life.kintSeconds === undefined ? '' : `≈ ${life.kintSeconds}`,
      slowestApp,
      slowestSeconds.toFixed(2),
      life.id === 'leaver-while-agent-down' ? '' : (seconds / slowestSeconds).toFixed(2),
    ]),
  )
  printLine(
    '  KINT: kingsleyint.com, "≈ 8 s" joiner and "≈ 47 s" leaver, on its own apps and machines; ours are three apps on this machine.',
  )
  printLine('  The leaver while an agent is down includes the wait for that agent.')
}
