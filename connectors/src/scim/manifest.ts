import type { Manifest } from '@rollcall/shared/connector/manifest'

/** The generic SCIM 2.0 client. SCIM says nothing about open sessions: a suspension ends them only "unknown", and there is no `sessions.end`. */
export const scimManifest: Manifest = {
  id: 'scim',
  version: '0.2.0',
  title: 'SCIM 2.0',
  transport: 'scim',
  verbs: {
    'account.list': { effect: 'read', endsSessions: 'no', reversible: true },
    'account.read': { effect: 'read', endsSessions: 'no', reversible: true },
    'account.prepare': { effect: 'prepared', endsSessions: 'no', reversible: true },
    'account.create': { effect: 'created', endsSessions: 'no', reversible: true },
    'account.restore': { effect: 'restored', endsSessions: 'no', reversible: true },
    'account.suspend': { effect: 'suspended', endsSessions: 'unknown', reversible: true },
    'account.rename': { effect: 'renamed', endsSessions: 'no', reversible: true },
    'account.delete': { effect: 'deleted', endsSessions: 'unknown', reversible: false },
    'profile.update': { effect: 'updated', endsSessions: 'no', reversible: true },
    'entitlement.grant': { effect: 'granted', endsSessions: 'no', reversible: true },
    'entitlement.revoke': { effect: 'revoked', endsSessions: 'unknown', reversible: true },
  },
  secrets: [{ name: 'token', title: 'Bearer token', kind: 'token' }],
  readBack: { withinMs: 5_000, steadyMs: 0 },
  holdsExternalId: true,
}
