/** A policy with every kind of app that the case table speaks of. */
export const lifePolicy = `
version: 1
company: { timeZone: Europe/Berlin }
apps:
  mail:
    title: Mail
    order: mail
    account: { userName: person.workEmail, displayName: 'person.givenName + " " + person.familyName' }
  directory:
    title: Directory
    order: identity
    account: { userName: person.workEmail }
    leave: { afterDays: 14, action: suspend_and_end_sessions }
  crm:
    title: CRM
    owner: boss
    requires: [directory]
    account: { userName: person.workEmail, department: person.department }
    leaver: { deleteAfterDays: 30 }
    entitlements:
      admin: { title: Administrator, privileged: true }
      deals: { title: Deals, approval: manager }
  payroll:
    title: Payroll
    leadDays: 0
    account: { userName: person.workEmail }
    leave: { afterDays: 14, action: keep }
rules:
  - { name: everyone, when: 'true', grant: [mail, directory, directory/staff] }
  - { name: sales, when: 'person.department == "Sales"', grant: [crm, crm/sellers] }
  - { name: leads, when: 'person.title == "Lead"', grant: [crm, crm/admin] }
  - { name: closers, when: 'person.title == "Closer"', grant: [crm, crm/deals] }
  - { name: money, when: 'person.department == "Finance"', grant: [payroll, payroll/clerks] }
`
