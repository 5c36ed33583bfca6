import { isCivilDate } from '@rollcall/shared/civil-date'
import { z } from 'zod'
import { isTimeZone } from '../roster/time-zone.ts'

// The words that every part of a policy document is made of.

export const nameSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'not a name of at most 64 small letters, digits and "-"')
export const titleSchema = z.string().min(1).max(64)
export const expressionSchema = z.string().min(1).max(2048)
export const ruleNameSchema = z.string().regex(/^[^\p{Cc}]{1,128}$/u, 'not a name of at most 128 characters')
export const personKeySchema = z.string().min(1).max(256).describe('HR key of a person')
export const grantsSchema = z.array(z.string().min(1).max(321)).min(1).max(256)
export const timeZoneSchema = z.string().refine(isTimeZone, 'not an IANA time zone such as Europe/Berlin')
export const daysSchema = z.int().min(0).max(3660)
export const timeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'not a time such as "18:00"')
export const dateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'not a day such as 2026-12-24')
  .refine(isCivilDate, 'no such day')

/** A role, or one person: `{ person: "00057" }`. */
export const assigneeSchema = z.union([z.enum(['owner', 'manager', 'operators']), z.strictObject({ person: personKeySchema })])
