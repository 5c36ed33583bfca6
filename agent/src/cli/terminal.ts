import { isCancel, password, select, text } from '@clack/prompts'
import { UserError } from '../user-error.ts'

/** Where a command talks to a person, or to a script in a person's place. */
export interface Terminal {
  readonly isInteractive: boolean
  print(line: string): void
  /** All of standard input. */
  readInput(): Promise<string>
  ask(question: {
    message: string
    placeholder?: string
    initial?: string
    check?: (answer: string) => string | undefined
  }): Promise<string>
  askSecret(message: string): Promise<string>
  choose(question: { message: string; options: readonly { value: string; label: string }[] }): Promise<string>
}

const mostInputBytes = 262_144

export interface TerminalStreams {
  readonly input: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean }
  readonly output: { write(text: string): unknown; readonly isTTY?: boolean }
}

export function openTerminal({ input, output }: TerminalStreams): Terminal {
  return {
    isInteractive: input.isTTY === true && output.isTTY === true,
    print: (line) => void output.write(`${line}\n`),
    readInput: () => readAll(input),
    ask: async ({ message, placeholder, initial, check }) => {
      const validate = (answer: string | undefined) => check?.(answer ?? '')
      return given(await text({ message, validate, ...(placeholder && { placeholder }), ...(initial && { initialValue: initial }) }))
    },
    askSecret: async (message) => given(await password({ message })),
    choose: async ({ message, options }) => given(await select({ message, options: [...options] })),
  }
}

function given(answer: string | symbol): string {
  if (isCancel(answer) || typeof answer === 'symbol') throw new UserError('Stopped. Nothing was changed.')
  return answer
}

async function readAll(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > mostInputBytes) throw new UserError('Standard input is larger than any answer can be.')
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}
