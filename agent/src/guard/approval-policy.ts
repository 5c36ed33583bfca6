import { classOf, type Verb, verbs } from '@rollcall/shared/connector/verbs'
import { toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { z } from 'zod'
import { appNameSchema } from '../home/app-settings.ts'

/** One person has one name, however many keys: two keys of one name are never two people. */
const name = z.string().min(1).max(64)
const pem = z.string().max(1_024)
const changing = z.enum(verbs).refine((verb) => classOf[verb] !== 'read', 'reading needs no approval')

const keySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    name,
    kind: z.literal('ed25519'),
    pem: pem.refine((text) => algorithmOf(text) === 'ed25519', 'this is no usable Ed25519 public key (PEM)'),
  }),
  z.strictObject({
    name,
    kind: z.literal('passkey'),
    pem: pem.refine((text) => algorithmOf(text) !== undefined, 'this is no usable public key (PEM) of a passkey'),
    credentialId: z.base64url().min(1).max(1_024),
    rpId: z.string().min(1).max(253),
    origins: z.array(z.url({ protocol: /^https?$/ })).min(1),
  }),
])

const ruleSchema = z
  .strictObject({
    verbs: z.array(changing).min(1),
    /** Left out: every app. */
    apps: z.array(appNameSchema).min(1).optional(),
    /** Left out: every entitlement; `*` stands for any characters, case does not count. */
    entitlements: z.array(z.string().min(1).max(256)).min(1).optional(),
    people: z.union([z.literal(1), z.literal(2)]).default(1),
  })
  .refine(({ entitlements, verbs: some }) => entitlements === undefined || some.every(isOfEntitlement), {
    path: ['entitlements'],
    error: 'only entitlement.grant and entitlement.revoke have entitlements: give the other verbs a rule of their own',
  })

/** Which jobs run only with signatures by people whom the owner of this machine knows: whoever has the control plane has not got these keys. */
export const approvalPolicySchema = z
  .strictObject({ require: z.array(ruleSchema).default([]), keys: z.array(keySchema).default([]) })
  .refine(hasEnoughPeople, 'asks for more people than there are names among its keys')
  .prefault({})
export type ApprovalPolicy = Readonly<z.infer<typeof approvalPolicySchema>>

function isOfEntitlement(verb: Verb): boolean {
  return verb === 'entitlement.grant' || verb === 'entitlement.revoke'
}

function hasEnoughPeople({ require, keys }: { require: readonly { people: number }[]; keys: readonly { name: string }[] }): boolean {
  const people = new Set(keys.map((key) => key.name)).size
  return require.every((rule) => rule.people <= people)
}

function algorithmOf(text: string): string | undefined {
  try {
    return toVerifyingKey(text).algorithm
  } catch {
    return undefined
  }
}
