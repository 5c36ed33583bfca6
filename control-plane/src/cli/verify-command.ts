import { readFileSync } from 'node:fs'
import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { type Command, InvalidArgumentError } from 'commander'
import { printLine } from './print.ts'

/** Needs a file and a fingerprint: no account, no network, no control plane. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify <packet>')
    .description('check an evidence packet offline, against a root fingerprint that you got elsewhere')
    .requiredOption('--root <fingerprint>', 'the organization’s root fingerprint, 64 hex digits', toFingerprint)
    .option('--json', 'print the verdict as JSON')
    .action(async (file: string, options: { root: string; json?: true }) => {
      const verdict = await verifyPacket(readFileSync(file), options.root)
      if (options.json) printLine(JSON.stringify(verdict))
      else for (const { claim, result, detail } of verdict.claims) printLine(`${result.padEnd(11)}  ${claim.padEnd(12)}  ${detail}`)
      if (!options.json) printLine(verdict.passed ? '\nPASS: the packet holds.' : '\nFAIL: do not rely on this packet.')
      process.exitCode = verdict.passed ? 0 : 1
    })
}

function toFingerprint(text: string): string {
  const fingerprint = text.trim().toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(fingerprint))
    throw new InvalidArgumentError('it has 64 hex digits; copy the whole line that "rollcall init" printed.')
  return fingerprint
}
