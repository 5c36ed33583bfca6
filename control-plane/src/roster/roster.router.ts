import { civilDateSchema } from '@rollcall/shared/civil-date'
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'
import { fallReasons } from './fall-reasons.ts'
import { importRoster } from './import-roster.ts'
import { listPeople } from './list-people.ts'
import { listSnapshots } from './list-snapshots.ts'
import { hideableColumns } from './roster-columns.ts'
import { showPerson } from './show-person.ts'
import { showRosterAsOf } from './show-roster-as-of.ts'

/** The file is base64 because its bytes count: its encoding is judged, and its hash is evidence. */
const upload = z.strictObject({
  source: z.string().min(1).max(64),
  newSource: z.boolean().optional(),
  file: z.base64(),
  expectedRows: z.int().min(0).optional(),
  dateFormat: z.string().max(32).optional(),
  acceptFall: z.enum(fallReasons).optional(),
  redacted: z.array(z.enum(hideableColumns)).optional(),
})

export const rosterRouter = router({
  import: procedure('roster.import')
    .input(upload)
    .mutation(({ ctx: { services, caller }, input: { file, ...declared } }) =>
      importRoster(services, { organization: caller.organization, member: caller.member, bytes: Buffer.from(file, 'base64'), ...declared }),
    ),
  snapshots: procedure('roster.read').query(({ ctx: { services, caller } }) => listSnapshots(services.database, caller.organization)),
  people: procedure('roster.read')
    .input(z.strictObject({ after: z.string().max(128).default(''), limit: z.int().min(1).max(500).default(100) }))
    .query(({ ctx: { services, caller }, input }) => listPeople(services.database, { organization: caller.organization, ...input })),
  asOf: procedure('roster.read')
    .input(z.strictObject({ on: civilDateSchema, known: z.string().max(32).optional() }))
    .query(({ ctx: { services, caller }, input }) =>
      showRosterAsOf(services, { organization: caller.organization, on: input.on, known: input.known }),
    ),
  person: procedure('roster.read')
    .input(z.strictObject({ person: z.string().min(1).max(128) }))
    .query(({ ctx: { services, caller }, input }) => showPerson(services, { organization: caller.organization, ...input })),
})
