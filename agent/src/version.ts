/** This build of the agent, as receipts and sessions state it. */
export const agentVersion = '0.1.0'
