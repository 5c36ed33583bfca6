/** This build of the control plane, as `rollcall --version` says it. */
export const version = '0.1.0'
