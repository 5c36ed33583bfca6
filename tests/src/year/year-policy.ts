/** What an administrator changes in the course of a year. */
export interface YearTerms {
  /** Whether support reads the knowledge base, too, and has macros, which no other rule names. */
  readonly supportKnows: boolean
  readonly graceDays: number
  readonly leadDays: number
}

export const firstTerms: YearTerms = { supportKnows: false, graceDays: 7, leadDays: 2 }
export const otherTerms: YearTerms = { supportKnows: true, graceDays: 3, leadDays: 5 }

export const yearApps = ['directory', 'crm', 'payroll'] as const
export type YearApp = (typeof yearApps)[number]

/** Listings of hundreds of accounts are most of the work of a quiet day. */
export const listEveryHours = 168

/** Small, and with a bit of everything: an order among apps, lead time, leave, grace, a privileged grant that somebody has to agree to, deletion. */
export function yearPolicy({ supportKnows, graceDays, leadDays }: YearTerms): string {
  return `
version: 1
company: { timeZone: UTC }
apps:
  directory:
    title: Directory
    order: identity
    account: { userName: person.workEmail, displayName: 'person.givenName + " " + person.familyName' }
    leave: { afterDays: 14, action: suspend }
    listEveryHours: ${listEveryHours}
    graceDays: ${graceDays}
    leadDays: ${leadDays}
  crm:
    title: CRM
    requires: [directory]
    account: { userName: person.workEmail, department: person.department }
    leaver: { endSessions: true, deleteAfterDays: 30 }
    drift: { answer: correct }
    listEveryHours: ${listEveryHours}
    graceDays: ${graceDays}
    entitlements:
      admin: { title: Administrator, privileged: true, approval: operators }
  payroll:
    title: Payroll
    leadDays: 0
    account: { userName: person.workEmail }
    leave: { afterDays: 14, action: keep }
    listEveryHours: ${listEveryHours}
    graceDays: ${graceDays}
rules:
  - { name: everyone, when: 'true', grant: [directory, directory/staff] }
  - { name: sales, when: 'person.department == "Sales"', grant: [crm, crm/sellers] }
  - { name: support, when: 'person.department == "Support"', grant: [crm, crm/agents${supportKnows ? ', crm/knowledge, crm/macros' : ''}] }
  - { name: people, when: 'person.department == "People"', grant: [crm, crm/knowledge] }
  - { name: money, when: 'person.department == "Finance"', grant: [payroll, payroll/clerks, crm/admin] }
  - { name: everyone-on-payroll, when: 'person.type == "employee"', grant: [payroll] }
guard:
  people: { percent: 5, least: ${guardLimit.least}, most: ${guardLimit.most} }
  accountsPerApp: { percent: 10, least: 10 }
  week: { people: { percent: 25, least: 25, most: 125 } }
`
}

/** How many people may lose something in a rolling day: 5 % of those who are here, within these. */
export const guardLimit = { least: 5, most: 25 }
