/** This build of the control plane, as `rollcall --version` states it. */
export const version = '0.1.0'
