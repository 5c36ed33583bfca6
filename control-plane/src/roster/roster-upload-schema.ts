import { z } from 'zod'
import { fallReasons } from './fall-reasons.ts'

/** A roster file as it is sent. It is base64 because its bytes count: its encoding is judged, and its hash is evidence. */
export const rosterUploadSchema = z.strictObject({
  source: z.string().min(1).max(64),
  newSource: z.boolean().optional(),
  file: z.base64(),
  expectedRows: z.int().min(0).optional(),
  dateFormat: z.string().max(32).optional(),
  acceptFall: z.enum(fallReasons).optional(),
})
