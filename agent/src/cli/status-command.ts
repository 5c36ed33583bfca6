import { type AgentStatus, readStatus } from '../status/read-status.ts'
import { type CommandParts, homeOf } from './command-parts.ts'

export async function statusCommand(parts: CommandParts, options: { home?: string; json?: boolean }): Promise<void> {
  const status = await readStatus(homeOf(parts, options.home), parts.catalogue)
  if (options.json) parts.terminal.print(JSON.stringify(status, null, 2))
  else for (const line of describe(status)) parts.terminal.print(line)
}

function describe(status: AgentStatus): readonly string[] {
  if (!status.isEnrolled) return [`${status.home} is not enrolled. Next: "rollcall-agent enrol".`]
  const { spool, policy } = status
  return [
    `${status.name} (${status.agent}) of ${status.organizationName}`,
    `control plane   ${status.controlPlane}`,
    `process         ${status.isRunning ? describeLink(spool?.link) : 'not running'}`,
    `local policy    ${policy.fault ?? (policy.paused ? 'PAUSED: nothing is done until "paused" is false' : 'in force')}`,
    `apps            ${status.apps.map(({ app, connector }) => `${app} (${connector})`).join(', ') || 'none'}`,
    `jobs in hand    ${spool?.jobsInHand.length ?? 0}`,
    `receipts        ${spool?.receipts ?? 0}, of which ${spool?.unacknowledged ?? 0} frames wait for the control plane`,
  ]
}

function describeLink(link: { readonly state: string; readonly why?: string | undefined } | null | undefined): string {
  if (!link) return 'running, starting'
  return `running, ${link.state}${link.why === undefined ? '' : ` (${link.why})`}`
}
