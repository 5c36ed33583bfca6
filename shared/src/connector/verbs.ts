/** Everything that a job can ask of an app. */
export const verbs = [
  'account.list',
  'account.read',
  'account.prepare',
  'account.create',
  'account.restore',
  'account.suspend',
  'account.rename',
  'account.delete',
  'sessions.end',
  'profile.update',
  'entitlement.grant',
  'entitlement.revoke',
] as const
export type Verb = (typeof verbs)[number]

/** What kind of power a verb is; local policy and limits count by class. */
export const actionClasses = ['read', 'grant', 'suspend', 'revoke', 'delete', 'rotate', 'admin'] as const
export type ActionClass = (typeof actionClasses)[number]

export const classOf: Readonly<Record<Verb, ActionClass>> = {
  'account.list': 'read',
  'account.read': 'read',
  'account.prepare': 'grant',
  'account.create': 'grant',
  'account.restore': 'grant',
  'account.suspend': 'suspend',
  'account.rename': 'grant',
  'account.delete': 'delete',
  'sessions.end': 'revoke',
  'profile.update': 'grant',
  'entitlement.grant': 'grant',
  'entitlement.revoke': 'revoke',
}

/** Takes something away from a person; what the guard counts. */
export function isDestructive(verb: Verb): boolean {
  return classOf[verb] === 'suspend' || classOf[verb] === 'revoke' || classOf[verb] === 'delete'
}
