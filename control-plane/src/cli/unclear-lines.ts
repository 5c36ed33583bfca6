import type { UnclearEngagement } from '../roster/unclear-status.ts'

interface Unclear {
  readonly unclear: readonly UnclearEngagement[]
  /** Id or HR key, as commands take it. */
  readonly person: string
}

/** Why nobody knows whether somebody works here, and what to do about it. */
export function unclearLines({ unclear, person }: Unclear): readonly string[] {
  if (unclear.length === 0) return []
  return [
    ...unclear.map(({ engagement, reason, stated }) => `HR contradicts itself about ${engagement}: ${reason} (${stated})`),
    `nothing is given or taken until then: correct it in HR, then import again; or, if they are to be out now, "rollcall person end ${person}"`,
  ]
}
