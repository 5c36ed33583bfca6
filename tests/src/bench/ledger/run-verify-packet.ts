/** `node run-verify-packet.ts <zip> <root fingerprint>`: one packet, checked once, as an outsider would; prints what it took as JSON. */
import { readFileSync } from 'node:fs'
import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { peakMemoryMb } from '../peak-memory.ts'
import { timeWork } from '../time-work.ts'

const [file = '', rootFingerprint = ''] = process.argv.slice(2)
const { result, ms } = await timeWork(() => verifyPacket(readFileSync(file), rootFingerprint))
process.stdout.write(`${JSON.stringify({ passed: result.passed, ms, peakMb: peakMemoryMb() })}\n`)
