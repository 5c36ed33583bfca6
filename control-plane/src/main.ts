#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { addAccountCommands } from './cli/account-commands.ts'
import { addAgentCommands } from './cli/agent-commands.ts'
import { addApprovalCommands } from './cli/approval-commands.ts'
import { addApproverCommands } from './cli/approver-commands.ts'
import { addCaseCommands } from './cli/case-commands.ts'
import { addExceptionCommands } from './cli/exception-commands.ts'
import { explainError } from './cli/explain-error.ts'
import { addMemberCommands } from './cli/member-commands.ts'
import { addNoticeCommands } from './cli/notice-commands.ts'
import { addOrderCommands } from './cli/order-commands.ts'
import { addPolicyCommands } from './cli/policy-commands.ts'
import { addQuestionCommands } from './cli/question-commands.ts'
import { addRosterCommands } from './cli/roster-commands.ts'
import { addScheduleCommands } from './cli/schedule-commands.ts'
import { addServerCommands } from './cli/server-commands.ts'
import { addSimulationCommands } from './cli/simulation-commands.ts'
import { addTaskCommands } from './cli/task-commands.ts'
import { addVerifyCommand } from './cli/verify-command.ts'
import { version } from './version.ts'

// The database, the keys and the packets are for this program's own account only.
process.umask(0o077)
// `rollcall case list | head`: whoever read has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const program = new Command('rollcall')
  .description('HR says who works here; Rollcall makes every app agree, and keeps receipts that an outsider can check.')
  .version(version)
  .exitOverride()
addServerCommands(program)
addRosterCommands(program)
addAccountCommands(program)
addQuestionCommands(program)
addExceptionCommands(program)
addPolicyCommands(program)
addSimulationCommands(program)
addAgentCommands(program)
addCaseCommands(program)
addScheduleCommands(program)
addApprovalCommands(program)
addApproverCommands(program)
addMemberCommands(program)
addOrderCommands(program)
addTaskCommands(program)
addNoticeCommands(program)
addVerifyCommand(program)

try {
  await program.parseAsync()
} catch (error) {
  // Commander has printed its own; an invalid argument that a command found by itself nobody has.
  if (error instanceof CommanderError && !(error instanceof InvalidArgumentError)) process.exitCode = error.exitCode
  else {
    process.stderr.write(`rollcall: ${explainError(error)}\n`)
    process.exitCode = 1
  }
}
