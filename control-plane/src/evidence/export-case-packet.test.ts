import { readZip } from '@rollcall/shared/packet/read-zip'
import { verifyPacket } from '@rollcall/shared/packet/verify-packet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../database/database.ts'
import { openTestDatabase, testDialects } from '../database/open-test-database.ts'
import { exportCasePacket, NothingToExportError } from './export-case-packet.ts'
import { idOf, TestCase, testCase, testOrganization } from './test-case.ts'

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
    expect(claims.find(({ claim }) => claim === 'disclosures')?.detail).toContain('4 of 4')
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
