import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const missingFile = z.object({ code: z.literal('ENOENT') })

/** The text of a file, or undefined when there is no such file. Every other trouble is thrown. */
export async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (missingFile.safeParse(error).success) return undefined
    throw error
  }
}
