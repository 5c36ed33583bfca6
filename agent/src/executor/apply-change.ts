import type { CallOptions, Connector } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import type { Change } from './decide-step.ts'

/** Causes one effect. @throws ConnectorError `unsupported` when this connector cannot */
export async function applyChange(connector: Connector, change: Change, options: CallOptions): Promise<void> {
  switch (change.verb) {
    case 'account.create':
      return await able(connector.createAccount?.(change.draft, options), change)
    case 'account.prepare':
      return await able(connector.prepareAccount?.(change.draft, options), change)
    case 'account.rename':
      return await able(connector.renameAccount?.(change.account, change.name, options), change)
    case 'account.delete':
      return await able(connector.deleteAccount?.(change.account, options), change)
    case 'sessions.end':
      return await able(connector.endSessions?.(change.account, options), change)
    case 'account.restore':
      return await able(connector.restoreAccount?.(change.account, options), change)
    case 'account.suspend':
      return await able(connector.suspendAccount?.(change.account, options), change)
    case 'profile.update':
      return await able(connector.updateProfile?.(change.account, change.profile, options), change)
    case 'entitlement.grant':
      return await able(connector.grantEntitlement?.(change.account, change.entitlement, options), change)
    case 'entitlement.revoke':
      return await able(connector.revokeEntitlement?.(change.account, change.entitlement, options), change)
  }
}

async function able(effect: Promise<void> | undefined, { verb }: Change): Promise<void> {
  if (effect === undefined) throw new ConnectorError('unsupported', `The connector has no ${verb}.`, { code: verb })
  await effect
}
