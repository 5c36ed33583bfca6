import { fileURLToPath } from 'node:url'

const at = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** The programs that the demo runs, each as a process of its own, exactly as a customer would. */
export const programs = {
  controlPlane: at('../../../control-plane/src/main.ts'),
  agent: at('../../../agent/src/main.ts'),
}

export const repository = at('../../../')
export const demoOutput = at('../../../demo-output')
export const demoPolicy = at('./policy.yaml')
