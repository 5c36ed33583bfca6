import type { inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import type { AppRouter } from '../../src/http/app-router.ts'

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>()

type Outputs = inferRouterOutputs<AppRouter>
export type OrganizationView = Outputs['organization']['get']
export type AgentView = Outputs['agent']['list'][number]
export type CaseSummary = Outputs['case']['list'][number]
export type CaseDetail = Outputs['case']['get']
export type CaseJob = CaseDetail['jobs'][number]
export type CaseStep = CaseJob['steps'][number]
