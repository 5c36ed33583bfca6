import { z } from 'zod'

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Services write null for "no value" (RFC 7643 §2.5), and some an empty string where they mean it; both read as absent. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value))

const meta = z.looseObject({ version: text }).nullish()

/** Some services answer with "True" and "False" (seen from services built against the old Entra client). */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])

const emailSchema = z.looseObject({ value: text, type: text, primary: flag.nullish() })
export type Email = z.infer<typeof emailSchema>

/** Loose, so that a PUT gives back what we do not know. */
export const userSchema = z.looseObject({
  schemas: z.array(z.string()).optional(),
  id: z.string().min(1),
  userName: z.string().min(1),
  externalId: text,
  active: flag.nullish(),
  name: z.looseObject({ givenName: text, familyName: text }).nullish(),
  displayName: text,
  title: text,
  emails: z.array(emailSchema).nullish(),
  groups: z.array(z.looseObject({ value: text, display: text, type: text })).nullish(),
  [enterpriseUrn]: z.looseObject({ department: text }).nullish(),
  meta,
})
export type ScimUser = z.infer<typeof userSchema>

export const groupSchema = z.looseObject({
  id: z.string().min(1),
  displayName: z.string().min(1),
  members: z.array(z.looseObject({ value: z.string(), type: text })).nullish(),
  meta,
})
export type ScimGroup = z.infer<typeof groupSchema>

export const listSchema = z.looseObject({ totalResults: z.int().min(0), Resources: z.array(z.unknown()).nullish() })

export const configSchema = z.looseObject({
  patch: z.looseObject({ supported: flag }),
  etag: z.looseObject({ supported: flag }).nullish(),
})

/** RFC 7644 §3.12; everything optional, because it is read only to say more about a failure that the status already names. */
export const errorSchema = z.looseObject({ scimType: text })
