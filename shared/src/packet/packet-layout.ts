/** The seal: what carries or repeats the signatures. Every other file is payload and stands in the signed statement. */
export const seal = {
  envelope: 'packet.dsse.json',
  pae: 'packet.pae',
  ed25519: 'packet.ed25519.sig',
  p256: 'packet.p256.sig',
} as const
export const sealNames: ReadonlySet<string> = new Set(Object.values(seal))

/** Payload files with fixed names. */
export const payload = {
  readme: 'README.txt',
  sums: 'SHA256SUMS',
  report: 'report.json',
  start: 'log/checkpoint-start',
  end: 'log/checkpoint-end',
  consistency: 'log/consistency.txt',
  frontier: 'log/start-frontier.txt',
  trust: 'keys/trust.json',
  trustPae: 'keys/trust.pae',
  ed25519Key: 'keys/packet-ed25519.pem',
  p256Key: 'keys/packet-p256.pem',
} as const

/** Payload files with a name of their own each. Group 1 is what the name says. */
export const patterns = {
  event: /^events\/(0|[1-9]\d{0,15})\.json$/,
  eventDisclosures: /^events\/(0|[1-9]\d{0,15})\.disclosures\.json$/,
  eventProof: /^events\/(0|[1-9]\d{0,15})\.tlog-proof$/,
  receipt: /^receipts\/(job_[0-9a-f]{32}-[1-9]\d{0,3})\.dsse\.json$/,
  receiptDisclosures: /^receipts\/(job_[0-9a-f]{32}-[1-9]\d{0,3})\.disclosures\.json$/,
  job: /^jobs\/(job_[0-9a-f]{32}-[1-9]\d{0,3})\.dsse\.json$/,
  bundle: /^range\/(\d{16})\.bundle$/,
  agentKey: /^keys\/agents\/(agt_[0-9a-f]{32})\.pem$/,
  ringKey: /^keys\/((?:root|log|jobs)-[0-9a-f]{16})\.(?:pem|sig)$/,
} as const

/** True for a name that this version of the packet can have: a file that nobody would look at has no place in it. */
export function isKnownName(name: string): boolean {
  return sealNames.has(name) || fixedNames.has(name) || Object.values(patterns).some((pattern) => pattern.test(name))
}

const fixedNames: ReadonlySet<string> = new Set(Object.values(payload))

export function bundleName(index: number): string {
  return `range/${String(index).padStart(16, '0')}.bundle`
}
