import { z } from 'zod'

/** What an operator tells the agent about one SCIM service. Only `baseUrl` is needed; the rest has defaults that suit most services. */
export const scimSettingsSchema = z.strictObject({
  /** The address that `/Users` is appended to, tenant path included. */
  baseUrl: z.url({ protocol: /^https?$/ }).refine(isSafeBase, 'use https (http only for this machine), with no user, query or fragment'),
  /** How many resources to ask for per page; a service may give fewer. */
  pageSize: z.int().min(1).max(1_000).default(100),
  /** How resources are changed. `discover` asks ServiceProviderConfig, and falls back to PUT when PATCH is not there. */
  update: z.enum(['discover', 'patch', 'put']).default('discover'),
  /** Where the groups of a user are read: in the user, in the groups, or nowhere. `discover` tries them against a known member. */
  entitlements: z.enum(['discover', 'user', 'members', 'none']).default('discover'),
  /** A search that filters cannot settle reads every user, up to this many. */
  scanUpTo: z.int().min(0).max(100_000).default(500),
  /**
   * Where the service says when somebody last signed in, as `lastLogin` or `urn:…:User:lastLogin`; SCIM itself has no such attribute.
   * `absent` says what a user without a value means. Only who knows the service may say "never": then such an account counts as never used.
   */
  lastSignIn: z
    .strictObject({
      attribute: z.string().regex(/^(urn:[\w.:-]+:)?[A-Za-z][\w-]*$/),
      absent: z.enum(['unknown', 'never']).default('unknown'),
    })
    .optional(),
  /** Bound of one exchange. */
  timeoutMs: z.int().min(100).max(120_000).default(30_000),
  /** A 429 is waited out once when the service asks for no more than this; longer is `throttled`. */
  shortWaitMs: z.int().min(0).max(10_000).default(2_000),
})
export type ScimSettings = Readonly<z.infer<typeof scimSettingsSchema>>

/** The bearer token must not cross a network in clear, nor hide in the address. */
function isSafeBase(text: string): boolean {
  const url = URL.parse(text)
  if (url === null) return false
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return isPlain && (url.protocol === 'https:' || isLoopback)
}
