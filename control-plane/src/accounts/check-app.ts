import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { Agent } from '../fleet/agent.entity.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { AccountError } from './account-error.ts'

/** An app that neither policy nor an agent knows is a mistyped one: nobody would ever answer. @throws AccountError that names those there are */
export async function checkApp(
  em: EntityManager,
  { organization, app }: { readonly organization: Id<'organization'>; readonly app: string },
): Promise<void> {
  const policy = (await activePolicy(em, organization))?.policy
  const agents = await em.find(Agent, { organization, status: 'active' }, { fields: ['apps'] })
  const known = new Set([...(policy?.apps.keys() ?? []), ...agents.flatMap(({ apps }) => apps.map((one) => one.app))])
  if (known.has(app)) return
  const names = known.size === 0 ? 'no app is known yet: connect an agent first' : `known are ${[...known].sort().join(', ')}`
  throw new AccountError('not_found', `neither the policy nor an agent knows the app "${app}"; ${names}`)
}
