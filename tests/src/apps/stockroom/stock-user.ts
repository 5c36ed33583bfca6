import type { SeedPerson } from '../running-app.ts'

export const roles = ['Clerk', 'Supervisor', 'Administrator'] as const
export type Role = (typeof roles)[number]

/** One row of Stockroom's user table. */
export interface StockUser {
  userName: string
  givenName: string
  familyName: string
  email: string
  title: string
  department: string
  role: Role
  active: boolean
  password: string
  /** A civil date, or empty for nobody yet. */
  lastSignIn: string
}

export function toStockUser(person: SeedPerson): StockUser {
  return {
    userName: person.userName,
    givenName: person.givenName,
    familyName: person.familyName,
    email: person.email,
    title: person.title ?? '',
    department: person.department ?? '',
    role: roles.find((role) => person.groups.includes(role)) ?? 'Clerk',
    active: person.active,
    password: '',
    lastSignIn: '',
  }
}
