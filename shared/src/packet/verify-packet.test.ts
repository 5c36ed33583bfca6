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
      "PASS signatures: Ed25519 key f5127dbdec70ea83 and P-256 key 4b165029ac47c9e9",
      "PASS keyring: trust version 1 of rollcall.example, signed by root 1dfe1f86af8510c2",
      "PASS receipts: 1 receipts, each signed by its agent's enrolled key over a job that was issued",
      "PASS inclusion: 6 events in the log of 536 entries",
      "PASS consistency: rollcall.example/log/7f3a from 523 to 536 entries",
      "PASS completeness: entries 523 to 536 all here; 5 are about the case, from its opening to its close",
      "PASS disclosures: 2 of 2 committed facts are shown, each as committed",
      "NOT CHECKED witness: no witness has cosigned the checkpoints",
      "NOT CHECKED timestamp: no timestamp authority has signed; times are claims",
      "NOT CHECKED report: report.json is a signed summary; the events and receipts count",
    ]
  `)
  expect(verdict.passed).toBe(true)
})
