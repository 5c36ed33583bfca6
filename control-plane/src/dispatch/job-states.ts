export const jobStates = ['waiting', 'queued', 'leased', 'done', 'failed', 'expired', 'revoked', 'waived'] as const
export type JobState = (typeof jobStates)[number]
