import { z } from 'zod'

/** A person as an app knows them before the story starts. */
export const seedPersonSchema = z.strictObject({
  userName: z.string(),
  externalId: z.string().optional(),
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  title: z.string().optional(),
  department: z.string().optional(),
  active: z.boolean(),
  groups: z.array(z.string()),
})
export type SeedPerson = Readonly<z.infer<typeof seedPersonSchema>>

/** One real change of an app's state, as the app saw it: a request that changed nothing leaves none, one applied twice leaves two. */
export const effectSchema = z.strictObject({
  /** ISO 8601 instant by the app's own clock. */
  at: z.iso.datetime(),
  /** `prepare` is an account that was made disabled; `signout` ended every session of one. */
  kind: z.enum(['create', 'prepare', 'update', 'rename', 'suspend', 'restore', 'grant', 'revoke', 'signout', 'delete']),
  userName: z.string(),
  /** The group of a grant or revoke; the changed attributes of an update; the former name of a rename. */
  detail: z.string().optional(),
})
export type Effect = Readonly<z.infer<typeof effectSchema>>

/** A target app that listens on this machine. */
export interface RunningApp {
  /** For a SCIM app its base URL; for a web app the address of its first page. */
  readonly url: string
  /** Everything that changed since it started, oldest first. */
  effects(): Promise<readonly Effect[]>
  stop(): Promise<void>
}
