import { z } from 'zod'
import { sha256HexSchema } from '../digest.ts'
import { verbs } from './verbs.ts'

/** What one verb does in this app, in the words that the evidence prints: an emulation never claims "suspended". */
export const semanticsSchema = z.strictObject({
  effect: z.enum([
    'read',
    'created',
    'updated',
    'suspended',
    'restored',
    'granted',
    'revoked',
    'removed',
    'neutralised',
    'invited',
    'prepared',
    'renamed',
    'deleted',
    'ended',
  ]),
  /** Whether sessions that are already open end with it. "Disabled" is not "out". */
  endsSessions: z.enum(['yes', 'no', 'unknown']),
  reversible: z.boolean(),
})

/** Metadata of a connector: what can be known about it without loading its client. */
export const manifestSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title: z.string(),
  transport: z.enum(['scim', 'api', 'browser']),
  verbs: z.partialRecord(z.enum(verbs), semanticsSchema),
  /** A user name is kept with the secrets but is none: it may well stand in an account or a message. */
  secrets: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-zA-Z]{1,32}$/),
      title: z.string(),
      kind: z.enum(['username', 'password', 'token']),
    }),
  ),
  /** How long a read may disagree after a write before it counts, and how long it must then stay equal. */
  readBack: z.strictObject({ withinMs: z.int().min(0).max(120_000), steadyMs: z.int().min(0).max(60_000) }),
  /** Whether the app can hold our marker (`externalId`). */
  holdsExternalId: z.boolean(),
})
export type Manifest = Readonly<z.infer<typeof manifestSchema>>

/** Names exactly one build of a connector; `digest` is the SHA-256 of its canonical manifest, and of its recipe where it has one. */
export const connectorPinSchema = z.strictObject({ id: z.string(), version: z.string(), digest: sha256HexSchema })
export type ConnectorPin = Readonly<z.infer<typeof connectorPinSchema>>
