/** What `enrol` writes: nothing but reading is allowed until the owner of the machine says so. */
export const defaultPolicyText = `# Local policy of this Rollcall agent. It wins over everything that the control plane asks for.
# The control plane cannot change this file and sees only its SHA-256.
# The agent reads it before each job and before each change; an unknown field stops all work.

# Which verbs are allowed in which app. Reading (account.list, account.read) is always allowed; everything else only if it is listed.
#   allow:
#     - app: crm
#       verbs: [account.create, account.restore, account.suspend, profile.update, entitlement.grant, entitlement.revoke]
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

# true stops everything until a person at this machine sets it back.
paused: false
`
