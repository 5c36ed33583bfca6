export const jobStates = ['queued', 'leased', 'done', 'failed', 'expired', 'revoked'] as const
export type JobState = (typeof jobStates)[number]
