import { expect, test } from 'vitest'
import { samplePacket } from '../../test/sample-packet.ts'
import { buildPacket } from './build-packet.ts'
import { verifyPacket } from './verify-packet.ts'

test('a true packet passes every claim that can be checked', async () => {
  const { contents, signers, rootFingerprint } = await samplePacket()
  const verdict = await verifyPacket(await buildPacket(contents, signers), rootFingerprint)
  expect(verdict.claims.map(({ claim, result, detail }) => `${result} ${claim}: ${detail}`)).toMatchInlineSnapshot(`
    [
      "PASS files: 33 files as listed",
      "PASS signatures: Ed25519 key 73ae25d5c91ce4db and P-256 key 86ebeb50b6ce72f8",
      "PASS keyring: trust version 1 of rollcall.example, signed by root 8dbbdc5fd3aa5bbf",
      "PASS receipts: 1 receipts, each signed by its agent's enrolled key over a job that was issued",
      "PASS inclusion: 6 events in the log of 536 entries",
      "PASS consistency: rollcall.example/log/7f3a from 523 to 536 entries",
      "PASS completeness: entries 523 to 536 all here; 5 are about the case, from its opening to its close",
      "PASS disclosures: 2 of 2 committed facts are shown, each as committed",
      "PASS report: report.json is what the events say",
      "NOT CHECKED witness: no witness has cosigned the checkpoints",
      "NOT CHECKED timestamp: no timestamp authority has signed; times are claims",
    ]
  `)
  expect(verdict.passed).toBe(true)
})
