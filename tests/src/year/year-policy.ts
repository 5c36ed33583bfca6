/** Small, and with a bit of everything: an order among apps, lead time, leave, grace, a privileged grant that somebody has to agree to, deletion. */
export const yearPolicy = `
version: 1
company: { timeZone: UTC }
apps:
  directory:
    title: Directory
    order: identity
    account: { userName: person.workEmail, displayName: 'person.givenName + " " + person.familyName' }
    leave: { afterDays: 14, action: suspend }
    listEveryHours: 24
  crm:
    title: CRM
    requires: [directory]
    account: { userName: person.workEmail, department: person.department }
    leaver: { endSessions: true, deleteAfterDays: 30 }
    drift: { answer: correct }
    entitlements:
      admin: { title: Administrator, privileged: true, approval: operators }
  payroll:
    title: Payroll
    leadDays: 0
    account: { userName: person.workEmail }
    leave: { afterDays: 14, action: keep }
rules:
  - { name: everyone, when: 'true', grant: [directory, directory/staff] }
  - { name: sales, when: 'person.department == "Sales"', grant: [crm, crm/sellers] }
  - { name: support, when: 'person.department == "Support"', grant: [crm, crm/agents] }
  - { name: money, when: 'person.department == "Finance"', grant: [payroll, payroll/clerks, crm/admin] }
  - { name: everyone-on-payroll, when: 'person.type == "employee"', grant: [payroll] }
guard:
  people: { percent: 5, least: 5, most: 25 }
  accountsPerApp: { percent: 10, least: 10 }
`
