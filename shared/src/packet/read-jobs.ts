import { sha256Hex } from '../digest.ts'
import { openEnvelope } from '../envelope/envelope.ts'
import { payloadTypes } from '../envelope/payload-types.ts'
import { type Job, jobSchema, maxJobBytes } from '../job.ts'
import { roleKeys, type Trust } from '../trust.ts'
import { inFile } from './packet-fault.ts'
import { fileJson, namesLike, type PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'

export interface ReadJob {
  readonly file: string
  /** `<job>-<n>`, from the file's name. */
  readonly part: string
  readonly job: Job
  /** Hex SHA-256 of the payload bytes: what `job.issued` and the receipt name it by. */
  readonly hash: string
}

/** Every job in the packet that a jobs key signed. @throws PacketFault for one that none did */
export function readJobs(files: PacketFiles, trust: Trust): readonly ReadJob[] {
  const keys = roleKeys(trust, 'jobs')
  return namesLike(files, patterns.job).map(({ name, part }) => {
    const json = fileJson(files, name)
    return inFile(name, () => {
      const bytes = openEnvelope(json, { payloadType: payloadTypes.job, keys, maxBytes: maxJobBytes })
      return { file: name, part, job: jobSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))), hash: sha256Hex(bytes) }
    })
  })
}
