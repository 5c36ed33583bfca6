import { readZip } from '@rollcall/shared/packet/read-zip'
import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import { idOf, otherAgent, TestCase, testCase, testOrganization } from '../../test/test-case.ts'
import type { Database } from '../database/database.ts'
import { exportCasePacket, NothingToExportError } from './export-case-packet.ts'

const request = { organization: testOrganization, member: idOf('member', 'olga'), case: testCase }

describe.each(testDialects)('the packet of a case on %s', (dialect) => {
  let database: Database
  let company: TestCase
  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    company = await TestCase.open(database)
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const failuresOf = async (zip: Uint8Array) => {
    const { claims } = await verifyPacket(zip, company.services.trust.fingerprint)
    return claims.filter(({ result }) => result === 'FAIL')
  }

  test('a case that ran to its end is verified from its packet alone', async () => {
    await company.somethingElse()
    await company.issueJob()
    await company.receive()
    await company.close()
    await company.somethingElse()
    const zip = await exportCasePacket(company.services, request)
    expect(await failuresOf(zip)).toEqual([])
    const { claims } = await verifyPacket(zip, company.services.trust.fingerprint)
    expect(claims.find(({ claim }) => claim === 'completeness')?.detail).toBe(
      'entries 1 to 7 all here; 5 are about the case, from its opening to its close',
    )
    expect(claims.find(({ claim }) => claim === 'receipts')?.detail).toContain('1 receipts')
    expect(claims.find(({ claim }) => claim === 'disclosures')?.detail).toContain('5 of 5')
  })

  test('a late receipt of an earlier attempt is shown with the job of that attempt, marked, and decides nothing', async () => {
    await company.issueJob()
    await company.reissueJob()
    await company.receive({ attempt: 1 })
    await company.receive({ attempt: 2 })
    await company.close()
    const zip = await exportCasePacket(company.services, request)
    expect(await failuresOf(zip)).toEqual([])
    const files = await readZip(zip)
    const named = (start: string) => [...files.keys()].filter((name) => name.startsWith(start) && name.endsWith('.dsse.json'))
    expect(named('jobs/')).toHaveLength(2)
    expect(named('receipts/')).toHaveLength(2)
    const report = JSON.parse(Buffer.from(files.get('report.json') ?? []).toString())
    expect(report).toMatchObject({ apps: [{ steps: [{ fenced: true }, { fenced: false }] }], exceptions: [{ what: 'fenced' }] })
  })

  test('a case that was closed on a late receipt alone does not verify', async () => {
    await company.issueJob()
    await company.reissueJob()
    await company.receive({ attempt: 1 })
    await company.close()
    expect((await failuresOf(await exportCasePacket(company.services, request))).map(({ claim }) => claim)).toEqual(['receipts'])
  })

  test('an agent that was not given the job cannot spoil the packet with a receipt for it', async () => {
    await company.issueJob()
    await company.receive({ by: otherAgent })
    await company.receive()
    await company.receive({ by: otherAgent })
    await company.close()
    const zip = await exportCasePacket(company.services, request)
    expect(await failuresOf(zip)).toEqual([])
    expect([...(await readZip(zip)).keys()].filter((name) => name.includes(otherAgent))).toEqual([])
  })

  test('two exports of a case are the same bytes, whatever happened elsewhere meanwhile', async () => {
    await company.issueJob()
    await company.receive()
    await company.close()
    const first = await exportCasePacket(company.services, request)
    await company.somethingElse()
    expect(Buffer.compare(await exportCasePacket(company.services, request), first)).toBe(0)
  })

  test('a case that is still open gives a packet that says so', async () => {
    await company.issueJob()
    const zip = await exportCasePacket(company.services, request)
    expect(await failuresOf(zip)).toEqual([])
    const report = JSON.parse(Buffer.from((await readZip(zip)).get('report.json') ?? []).toString())
    expect(report).toMatchObject({ kind: 'leaver', result: 'open', closedAt: null })
  })

  test('a later packet shows that an earlier one left the house', async () => {
    await exportCasePacket(company.services, request)
    await company.issueJob()
    const zip = await exportCasePacket(company.services, request)
    expect(await failuresOf(zip)).toEqual([])
    const files = await readZip(zip)
    expect([...files.values()].some((bytes) => Buffer.from(bytes).includes('"t":"export.created"'))).toBe(true)
  })

  test('another organization’s case is not there', async () => {
    const elsewhere = { ...request, organization: idOf('organization', 'other') }
    await expect(exportCasePacket(company.services, elsewhere)).rejects.toThrow(NothingToExportError)
  })
})
