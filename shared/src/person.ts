import { z } from 'zod'
import { civilDateSchema } from './civil-date.ts'

export const engagementTypes = ['employee', 'contractor', 'intern'] as const

/** What can change with the position. */
export const positionFields = ['department', 'title', 'managerKey', 'location', 'costCenter'] as const
export type PositionField = (typeof positionFields)[number]

/**
 * Fields that nobody can tell although they are not empty: of a column that HR hides and never showed for them (left out), or a manager whom HR's own
 * roster does not have. Left out where there are none.
 */
const notKnownSchema = <Field extends string>(fields: readonly [Field, ...Field[]]) => z.array(z.enum(fields)).min(1).readonly().optional()

/** What somebody does from a day on, inside one employment. Three-valued like every fact. */
export const positionSchema = z.strictObject({
  effectiveOn: civilDateSchema,
  department: z.string().nullable().optional(),
  title: z.string().nullable().optional(),
  managerKey: z.string().nullable().optional(),
  location: z.string().nullable().optional(),
  costCenter: z.string().nullable().optional(),
  notKnown: notKnownSchema(positionFields),
})
export type Position = Readonly<z.infer<typeof positionSchema>>

/**
 * One employment of a person as one roster row states it. Three-valued: a column that the file does not have leaves the field out,
 * an empty cell is `null`, and only a filled cell is a value (lifecycle.md, snapshot gate).
 */
export const engagementFactsSchema = z.strictObject({
  /** The row's immutable id in HR. */
  engagementKey: z.string().min(1).max(128),
  type: z.enum(engagementTypes),
  department: z.string().nullable().optional(),
  title: z.string().nullable().optional(),
  /** `personKey` of the manager. */
  managerKey: z.string().nullable().optional(),
  location: z.string().nullable().optional(),
  costCenter: z.string().nullable().optional(),
  /**
   * Where HR dates positions: all of them, by day, and the fields above are those of the first. Left out where HR states one without a day.
   * Whoever needs the position of a day asks `positionAt`.
   */
  positions: z.array(positionSchema).min(2).readonly().optional(),
  startDate: civilDateSchema,
  endDate: civilDateSchema.nullable().optional(),
  lastWorkingDay: civilDateSchema.nullable().optional(),
  /** First day of garden leave: where no last working day is named, access ends on it. */
  gardenLeaveFrom: civilDateSchema.nullable().optional(),
  leaveFrom: civilDateSchema.nullable().optional(),
  leaveUntil: civilDateSchema.nullable().optional(),
  /** The vendor's own word for the status, kept verbatim; it never decides alone. */
  sourceStatus: z.string().nullable().optional(),
  notKnown: notKnownSchema(positionFields),
})
export type EngagementFacts = Readonly<z.infer<typeof engagementFactsSchema>>

/** A person as HR knows them: who they are, and every employment HR lists for them. */
export const personFactsSchema = z.strictObject({
  /** HR's immutable key of the person; links rehire and conversion. Never an e-mail address. */
  personKey: z.string().min(1).max(128),
  givenName: z.string().min(1),
  familyName: z.string().min(1),
  workEmail: z.string().nullable().optional(),
  country: z.string().nullable().optional(),
  /** IANA zone stated for the person; absent means that the location, country or company decides. */
  timeZone: z.string().nullable().optional(),
  notKnown: notKnownSchema(['workEmail', 'country']),
  engagements: z.array(engagementFactsSchema).min(1).readonly(),
})
export type PersonFacts = Readonly<z.infer<typeof personFactsSchema>>

export const personStatuses = ['prehire', 'active', 'leave', 'notice', 'garden_leave', 'terminated', 'never_started', 'unknown'] as const
export type PersonStatus = (typeof personStatuses)[number]
