import { z } from 'zod'

const text = z.base64url().max(16_384)

/** What `PublicKeyCredential.toJSON()` gives after a registration; source: WebAuthn Level 3 §5.1.2. Only what is verified is read. */
export const passkeyRegistrationSchema = z
  .object({
    id: text,
    rawId: text,
    type: z.literal('public-key'),
    response: z.object({ clientDataJSON: text, attestationObject: text }),
  })
  .transform((registration) => ({ ...registration, clientExtensionResults: {} }))
export type PasskeyRegistration = z.infer<typeof passkeyRegistrationSchema>
