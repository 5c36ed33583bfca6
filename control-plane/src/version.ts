/** This build of the control plane, as receipts and sessions state it. */
export const control planeVersion = '0.1.0'
