/** `node run-import-roster.ts <database folder> <file>`: imports one roster file and prints what it took as JSON. */
import { readFileSync } from 'node:fs'
import { importRoster } from '@rollcall/control-plane/roster/import-roster'
import { openBenchCompany } from '../bench-company.ts'
import { peakMemoryMb } from '../peak-memory.ts'
import { timeWork } from '../time-work.ts'

const [folder = '', file = ''] = process.argv.slice(2)
await using company = await openBenchCompany(folder)
const { ports, organization, member } = company
const { result, ms } = await timeWork(() => importRoster(ports, { organization, member, source: 'hr', bytes: readFileSync(file) }))
process.stdout.write(`${JSON.stringify({ ms, peakMb: peakMemoryMb(), outcome: result })}\n`)
