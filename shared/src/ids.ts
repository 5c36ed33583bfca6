/** Every id is `<prefix>_<32 hex digits>`: 128 random bits, so an id tells nothing about the thing it names. */
export const idPrefixes = {
  organization: 'org',
  member: 'mbr',
  source: 'src',
  snapshot: 'snp',
  person: 'per',
  engagement: 'eng',
  account: 'acc',
  policy: 'pol',
  case: 'cas',
  job: 'job',
  agent: 'agt',
  receipt: 'rcp',
  event: 'evt',
  enrolment: 'enr',
  session: 'ses',
  order: 'ord',
  question: 'qst',
  task: 'tsk',
  approval: 'apr',
  exception: 'exc',
  notice: 'ntc',
} as const

export type IdKind = keyof typeof idPrefixes
export type Id<Kind extends IdKind> = `${(typeof idPrefixes)[Kind]}_${string}`

/** Names 16 random bytes as an id of one kind. Randomness is the caller's, so tests can choose it. */
export function toId<Kind extends IdKind>(kind: Kind, random: Uint8Array): Id<Kind> {
  if (random.length !== 16) throw new RangeError(`an id takes 16 random bytes, not ${random.length}`)
  return `${idPrefixes[kind]}_${Buffer.from(random).toString('hex')}`
}
