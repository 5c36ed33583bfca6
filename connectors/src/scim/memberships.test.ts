import { expect, test } from 'vitest'
import { openScriptedScim, page } from '../../test/open-scripted-scim.ts'
import type { SeenRequest } from '../../test/start-scripted-server.ts'

const signal = AbortSignal.timeout(20_000)
const eng = { id: 'g1', displayName: 'Engineering', members: [{ value: '1' }, { value: 'g2', type: 'Group' }] }
const all = { id: 'g2', displayName: 'All staff', members: [{ value: '1' }, { value: '2' }] }
const user = { id: '1', userName: 'ada@acme.test', active: true }

test('groups are read from the user where a known member shows them there', async () => {
  const groups = [entry('g1', 'Engineering'), entry('g2', 'All staff'), { ...entry('g3', 'Inherited'), type: 'indirect' }]
  await using scim = await open({ userGroups: groups, filter: () => page([]) })
  expect(await entitlements(scim)).toEqual(['All staff', 'Engineering'])
  expect(await entitlements(scim)).toEqual(['All staff', 'Engineering'])
  expect(scim.requests.filter(({ path }) => path.startsWith('/Groups'))).toHaveLength(1)
})

test('an empty "groups" that the service never fills is not believed', async () => {
  await using scim = await open({ userGroups: [], filter: () => page([eng, all]) })
  expect(await entitlements(scim)).toEqual(['All staff', 'Engineering'])
})

test('a filter over members that finds nothing for a known member is not believed', async () => {
  await using scim = await open({ filter: () => page([]) })
  expect(await entitlements(scim)).toEqual(['All staff', 'Engineering'])
})

test('a filter over members that is refused gives way to reading every group', async () => {
  await using scim = await open({ filter: () => ({ status: 400, body: { scimType: 'invalidFilter' } }) })
  expect(await entitlements(scim)).toEqual(['All staff', 'Engineering'])
})

test('a filter that is ignored does not make anyone a member', async () => {
  const strangers = { id: 'g4', displayName: 'Strangers', members: [{ value: '9' }] }
  await using scim = await open({ filter: () => page([eng, all, strangers]) })
  expect(await entitlements(scim)).toEqual(['All staff', 'Engineering'])
})

test('a service without groups is an error until the settings say so, for silence is not "no access"', async () => {
  const script = ({ path }: SeenRequest) => (path.startsWith('/Groups') ? { status: 404 } : { body: user })
  await using scim = await openScriptedScim(script)
  await expect(entitlements(scim)).rejects.toMatchObject({ kind: 'unsupported', code: 'no_groups' })
  await using told = await openScriptedScim(script, { entitlements: 'none' })
  expect(await entitlements(told)).toEqual([])
})

test('two groups of one name cannot be granted', async () => {
  await using scim = await openScriptedScim(() => page([eng, { ...all, displayName: 'Engineering' }]))
  const account = { nativeId: '1', userName: 'ada@acme.test', active: true, profile: {}, entitlements: [] }
  await expect(scim.connector.grantEntitlement?.(account, 'Engineering', { signal })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'ambiguous_group',
  })
})

interface Service {
  readonly userGroups?: readonly object[]
  readonly filter: () => ReturnType<typeof page>
}

function open({ userGroups, filter }: Service) {
  return openScriptedScim(({ path }) => {
    if (path.startsWith('/Users/')) return { body: { ...user, groups: userGroups } }
    return path.includes('filter=members.value') ? filter() : page([eng, all])
  })
}

async function entitlements({ connector }: Awaited<ReturnType<typeof openScriptedScim>>) {
  return (await connector.findAccount({ nativeId: '1', userName: 'ada@acme.test' }, { signal }))?.entitlements
}

function entry(value: string, display: string) {
  return { value, display }
}
