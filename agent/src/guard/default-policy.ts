/** What `enrol` writes: nothing but reading is allowed until the owner of the machine says so. */
export const defaultPolicyText = `# Local policy of this Rollcall agent. It wins over everything that the control plane asks for.
# The control plane cannot change this file and sees only its SHA-256.
# The agent reads it before each job and before each change; an unknown field stops all work.

# Which verbs are allowed in which app. Reading (account.list, account.read) is always allowed; everything else only if it is listed.
#   allow:
#     - app: crm
#       verbs: [account.prepare, account.create, account.restore, account.suspend, account.rename, sessions.end, profile.update,
#         entitlement.grant, entitlement.revoke]
# account.delete cannot be taken back: list it only where accounts shall really go, some time after they were disabled.
allow: []

# Accounts that are never changed: break-glass accounts, owners, service accounts. "*" stands for any characters, case does not count.
#   protected:
#     - userName: admin*
#     - app: crm
#       externalId: per_0123*
protected: []

# How many steps of a kind are accepted within any 60 minutes, over all apps.
limits:
  perHour:
    suspend: 20
    revoke: 50
    grant: 100
    delete: 5

# Jobs that run only when people have signed for them, with keys that are listed here and nowhere else ("rollcall approver list --yaml" prints
# such a list: compare it with the people themselves). Two keys under one name are one person.
#   approvals:
#     require:
#       - verbs: [account.delete]
#         people: 2
#     keys:
#       - name: Olive Ashcroft
#         kind: ed25519
#         pem: |
#           -----BEGIN PUBLIC KEY-----
approvals:
  require: []
  keys: []

# true stops everything until a person at this machine sets it back.
paused: false
`
