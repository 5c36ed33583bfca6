import { initTRPC, TRPCError } from '@trpc/server'
import type { Caller } from '../organizations/authenticate.ts'
import { type Action, isAllowed } from '../organizations/authorize.ts'
import type { Services } from '../services.ts'
import { describeError } from './describe-error.ts'
import { findDomainError } from './domain-errors.ts'

export interface RequestContext {
  readonly services: Services
  readonly caller: Caller | undefined
}

const t = initTRPC.context<RequestContext>().create({
  /** What a stranger or an operator reads: domain errors in full, our own faults as a reference only. */
  errorFormatter: ({ shape, error, ctx }) => {
    const { message, appCode, details } = describeError(error, ctx?.services)
    return {
      ...shape,
      message,
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, appCode, details },
    }
  },
})

export const router = t.router

/** A procedure that a member of an organization may call if the authorization table says so; there is no other kind. */
export function procedure(action: Action) {
  return t.procedure
    .use(({ ctx, next }) => {
      if (ctx.caller === undefined)
        throw new TRPCError({
          code: 'UNAUTHORIZED',
          message:
            'sign in first: send your token as "Authorization: Bearer rct_…" (one of somebody who left or was removed does not count)',
        })
      if (!isAllowed(ctx.caller.role, action))
        throw new TRPCError({ code: 'FORBIDDEN', message: `your role (${ctx.caller.role}) may not do this (${action}): ask an owner` })
      return next({ ctx: { services: ctx.services, caller: ctx.caller } })
    })
    .use(async ({ next }) => {
      const result = await next()
      const cause = result.ok ? undefined : result.error.cause
      const domain = findDomainError(cause)
      if (domain !== undefined) throw new TRPCError({ code: domain.code, cause })
      return result
    })
}
