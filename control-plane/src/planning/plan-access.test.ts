import { toCivilDate } from '@rollcall/shared/civil-date'
import { describe, expect, test } from 'vitest'
import { accountOfAda, ada, appFacts, factsOfAda, given, inJune, planInWords, planOf, spring, wiki } from '../../test/plan-facts.ts'
import type { Plan } from './plan.ts'
import { planAccess } from './plan-access.ts'
import type { AppFacts } from './plan-facts.ts'

const after = spring.to
const before = new Date('2026-02-20T12:00:00Z')
const suspendedFor = (kind: Plan['kind'], at = inJune) => ({ active: false, suspended: { kind, at } })
const entitlementOf = (privileged: boolean) => ({ title: 'x', owner: null, privileged, approval: null, revokeAfter: null })
const wikiIs = (app: Parameters<typeof appFacts>[0]): ReadonlyMap<string, AppFacts> => new Map([['wiki', appFacts(app)]])

describe('a joiner', () => {
  test('gets an account and its entitlements in one ordered job per app, each with the chain of reasons', () => {
    expect(planAccess(factsOfAda({ desired: wiki('writers', 'readers') }))).toEqual({
      kind: 'plan',
      plan: {
        kind: 'joiner',
        left: [],
        tasks: [],
        lost: [],
        approval: null,
        apps: [
          {
            app: 'wiki',
            account: { externalId: ada, userName: 'ada' },
            stage: 0,
            requires: [],
            approval: null,
            steps: [
              {
                step: { verb: 'account.create', draft: { userName: 'ada', externalId: ada, profile: { displayName: 'Ada' } } },
                because: ['everyone'],
                why: ['rule "everyone"'],
              },
              { step: { verb: 'entitlement.grant', entitlement: 'readers' }, because: ['rule-readers'], why: ['rule "rule-readers"'] },
              { step: { verb: 'entitlement.grant', entitlement: 'writers' }, because: ['rule-writers'], why: ['rule "rule-writers"'] },
            ],
          },
        ],
      },
    })
  })

  test('gets no account that opens before the window does', () => {
    expect(planOf({ desired: wiki(), at: new Date(spring.from.getTime() - 1) })).toBeUndefined()
    expect(planInWords({ desired: wiki(), at: spring.from })).toEqual({ kind: 'joiner', wiki: ['account.create'] })
  })

  test('to an account that somebody left disabled loses what was left over before it is switched on', () => {
    const accounts = [accountOfAda({ active: false, created: false, entitlements: ['admins', 'readers'], profile: {}, given: new Set() })]
    expect(planInWords({ desired: wiki('readers', 'writers'), accounts })).toEqual({
      kind: 'joiner',
      wiki: ['entitlement.revoke admins', 'account.restore', 'profile.update', 'entitlement.grant writers'],
    })
  })

  test.each([
    ['possible_rehire', { doubts: new Set(['possible_rehire'] as const) }],
    ['address_conflict', { doubts: new Set(['address_conflict'] as const), address: 'Ada' }],
    ['end_date_missing', { doubts: new Set(['end_date_missing'] as const) }],
    ['user_name_missing', { desired: new Map([['wiki', { ...given(), attributes: { userName: '' } }]]) }],
    ['user_name_taken', { takenUserNames: new Set(['wiki']) }],
  ])('gets no account in doubt: %s', (reason, overrides) => {
    expect(planInWords({ desired: wiki(), ...overrides })).toEqual({ kind: 'joiner', left: [`wiki ${reason}`] })
  })

  test('whose address another person has waits only for accounts that would be known by it', () => {
    const named = (userName: string, email?: string) => ({
      ...given(),
      attributes: { userName, ...(email === undefined ? {} : { email }) },
    })
    const desired = new Map([
      ['mail', named('ADA@example.test')],
      ['chat', named('ada', 'ada@example.test')],
      ['till', named('0815')],
    ])
    const apps = new Map([...desired.keys()].map((app) => [app, appFacts({})]))
    const shared = { doubts: new Set(['address_conflict'] as const), address: 'ada@example.test' }
    expect(planInWords({ desired, apps, ...shared })).toEqual({
      kind: 'joiner',
      till: ['account.create'],
      left: ['chat address_conflict', 'mail address_conflict'],
    })
  })

  test('in doubt still gets what belongs into an account that is there', () => {
    const accounts = [accountOfAda({})]
    expect(planInWords({ desired: wiki('readers'), accounts, doubts: new Set(['possible_rehire']) })).toEqual({
      kind: 'mover',
      wiki: ['entitlement.grant readers'],
    })
  })

  test('waits in an app for those that it requires', () => {
    const desired = new Map([
      ['wiki', given()],
      ['mail', given()],
    ])
    const apps = new Map([...wikiIs({ requires: ['mail', 'chess'] }), ['mail', appFacts({ order: 'mail' })] as const])
    expect(planOf({ desired, apps })?.apps.map(({ app, requires }) => [app, requires])).toEqual([
      ['mail', []],
      ['wiki', ['mail']],
    ])
  })
})

describe('before the start', () => {
  const soon = { status: 'prehire', desired: wiki('readers'), at: before } as const

  test('an account that nobody can use is prepared from its lead time on, and opened at the start', () => {
    expect(planOf({ ...soon, apps: wikiIs({ prepareAt: new Date(before.getTime() + 1) }) })).toBeUndefined()
    expect(planInWords({ ...soon, apps: wikiIs({ prepareAt: before }) })).toEqual({ kind: 'joiner', wiki: ['account.prepare'] })
    const accounts = [accountOfAda({ active: false })]
    expect(planOf({ ...soon, apps: wikiIs({ prepareAt: before }), accounts })).toBeUndefined()
    expect(planInWords({ desired: wiki('readers'), accounts, at: spring.from })).toEqual({
      kind: 'joiner',
      wiki: ['account.restore', 'entitlement.grant readers'],
    })
  })

  test('nothing is prepared where no agent can', () => {
    expect(planOf({ ...soon, apps: wikiIs({ prepareAt: before, verbs: new Set(['account.create']) }) })).toBeUndefined()
  })

  test('a start that moved later closes what we opened again, and deletes nothing', () => {
    expect(planInWords({ ...soon, accounts: [accountOfAda({ entitlements: ['readers'] })] })).toEqual({
      kind: 'mover',
      wiki: ['account.suspend', 'sessions.end'],
    })
  })

  test('an account of unknown origin is left alone', () => {
    expect(planOf({ ...soon, accounts: [accountOfAda({ created: false })] })).toBeUndefined()
  })
})

describe('somebody who never started', () => {
  const never = { status: 'never_started', window: undefined } as const
  const deletes = wikiIs({ leaver: { endSessions: true, deleteAfterDays: 30, tasks: [] } })

  test.each([
    ['ours and never used', { signedIn: 'never' } as const, ['account.delete']],
    ['used once', { signedIn: 'seen' } as const, ['account.suspend', 'sessions.end']],
    ['of which the app does not tell', {}, ['account.suspend', 'sessions.end']],
    ['not ours', { signedIn: 'never', created: false } as const, ['account.suspend', 'sessions.end']],
  ])('has an account %s', (_, account, steps) => {
    expect(planInWords({ ...never, apps: deletes, accounts: [accountOfAda(account)] })).toEqual({ kind: 'leaver', wiki: steps })
  })

  test('keeps it where the app deletes nothing, or a legal hold is on', () => {
    const accounts = [accountOfAda({ signedIn: 'never' })]
    const left = { kind: 'leaver', wiki: ['account.suspend', 'sessions.end'] }
    expect(planInWords({ ...never, accounts })).toEqual(left)
    const orders = { forCause: false, securityHold: false, legalHold: true }
    expect(planInWords({ ...never, apps: deletes, accounts, orders })).toEqual(left)
  })
})

describe('a mover', () => {
  test('changes what differs; what was granted by hand stays', () => {
    const entitlements = ['readers', 'admins', 'book club']
    const accounts = [
      accountOfAda({ entitlements, given: new Set(['readers', 'admins']), profile: { displayName: 'Ada L.', title: 'Countess' } }),
    ]
    expect(planInWords({ desired: wiki('readers', 'writers'), accounts })).toEqual({
      kind: 'mover',
      wiki: ['profile.update', 'entitlement.grant writers', 'entitlement.revoke admins'],
    })
    const byHand = accounts.map((account) => ({ ...account, profile: { displayName: 'Ada' }, given: new Set<string>() }))
    expect(planInWords({ desired: wiki('readers', 'writers'), accounts: byHand })).toEqual({
      kind: 'mover',
      wiki: ['entitlement.grant writers'],
    })
  })

  test('loses what policy gave for earlier facts, though no job of ours granted it', () => {
    const accounts = [accountOfAda({ entitlements: ['admins'], given: new Set() })]
    expect(planInWords({ desired: wiki(), accounts, everGiven: new Set(['wiki/admins']) })).toEqual({
      kind: 'mover',
      wiki: ['entitlement.revoke admins'],
    })
  })

  test('keeps what is handed over until the grace is over', () => {
    const accounts = [accountOfAda({ entitlements: ['writers'] })]
    const grace = new Map([['wiki/writers', inJune]])
    expect(planOf({ desired: wiki(), accounts, grace, at: new Date(inJune.getTime() - 1) })).toBeUndefined()
    expect(planInWords({ desired: wiki(), accounts, grace })).toEqual({ kind: 'mover', wiki: ['entitlement.revoke writers'] })
  })

  test('loses an app that no rule gives any more, sign-in first, when the grace is over', () => {
    const accounts = [accountOfAda({ entitlements: ['writers', 'book club'], given: new Set(['writers']) })]
    const later = new Date(inJune.getTime() + 1)
    expect(
      planOf({
        accounts,
        grace: new Map([
          ['wiki', later],
          ['wiki/writers', later],
        ]),
      }),
    ).toBeUndefined()
    expect(planInWords({ accounts, grace: new Map([['wiki', later]]) })).toEqual({ kind: 'mover', wiki: ['entitlement.revoke writers'] })
    expect(planInWords({ accounts })).toEqual({ kind: 'mover', wiki: ['account.suspend', 'sessions.end', 'entitlement.revoke writers'] })
  })

  test('neither gets nor loses what is undecided', () => {
    const undecided = new Set(['wiki/writers', 'wiki/readers'])
    expect(planOf({ desired: wiki('readers'), accounts: [accountOfAda({ entitlements: ['writers'] })], undecided })).toBeUndefined()
    expect(planOf({ accounts: [accountOfAda({})], undecided: new Set(['wiki']) })).toBeUndefined()
  })

  test('loses at once what an exception withholds, by whomever it was given', () => {
    const accounts = [accountOfAda({ entitlements: ['writers'], given: new Set() })]
    expect(planInWords({ desired: wiki(), accounts, withheld: new Set(['wiki/writers']) })).toEqual({
      kind: 'mover',
      wiki: ['entitlement.revoke writers'],
    })
  })

  test('keeps an app that policy never names, and a second account as it is', () => {
    expect(planOf({ accounts: [accountOfAda({ app: 'chess' })] })).toBeUndefined()
    const accounts = [accountOfAda({ nativeId: 'b' }), accountOfAda({ nativeId: 'a', active: false })]
    expect(planOf({ desired: wiki(), accounts })).toBeUndefined()
  })
})

describe('a rename', () => {
  const former = new Set(['ada.old'])
  const accounts = [accountOfAda({ userName: 'Ada.Old' })]

  test.each([
    ['mail', 1, { verb: 'account.rename', userName: 'ada', alias: 'Ada.Old' }],
    ['identity', 2, { verb: 'account.rename', userName: 'ada' }],
    ['app', 3, { verb: 'account.rename', userName: 'ada' }],
  ] as const)('in %s comes at stage %i', (order, stage, step) => {
    const plan = planOf({ desired: wiki(), accounts, apps: wikiIs({ order, formerUserNames: former }) })
    expect(plan?.kind).toBe('mover')
    expect(plan?.apps.map((app) => [app.stage, app.steps.map((one) => one.step)])).toEqual([[stage, [step]]])
  })

  test('does not touch a name that policy never made, nor one that differs in case only', () => {
    expect(planOf({ desired: wiki(), accounts })).toBeUndefined()
    expect(
      planOf({ desired: wiki(), accounts: [accountOfAda({ userName: 'ADA' })], apps: wikiIs({ formerUserNames: new Set(['ada']) }) }),
    ).toBeUndefined()
  })

  test('is what policy says of the app: nothing, or a task', () => {
    expect(planOf({ desired: wiki(), accounts, apps: wikiIs({ formerUserNames: former, rename: 'keep' }) })).toBeUndefined()
    const byHand = { kind: 'mover', tasks: ['Wiki: change the user name to ada for Ada.Old'] }
    expect(planInWords({ desired: wiki(), accounts, apps: wikiIs({ formerUserNames: former, rename: 'task' }) })).toEqual(byHand)
    expect(planInWords({ desired: wiki(), accounts, apps: wikiIs({ formerUserNames: former, verbs: new Set(['account.read']) }) })).toEqual(
      byHand,
    )
  })

  test('to a name that is somebody else’s waits for a person, and the rest goes on', () => {
    const taken = new Set(['wiki'])
    expect(planInWords({ desired: wiki('readers'), accounts, apps: wikiIs({ formerUserNames: former }), takenUserNames: taken })).toEqual({
      kind: 'mover',
      wiki: ['entitlement.grant readers'],
      left: ['wiki user_name_taken'],
    })
  })
})

describe('a leave', () => {
  const leaveFrom = { date: toCivilDate('2026-05-18'), zone: 'UTC' }
  const fourteen = new Date('2026-06-01T00:00:00Z')
  const accounts = [accountOfAda({ entitlements: ['readers', 'book club'], given: new Set(['readers']) })]
  const onLeave = { status: 'leave', leaveFrom, desired: wiki('readers'), accounts } as const

  test('suspends after the days that policy lets pass, and takes nothing', () => {
    expect(planOf({ ...onLeave, at: new Date(fourteen.getTime() - 1) })).toBeUndefined()
    expect(planInWords({ ...onLeave, at: fourteen })).toEqual({ kind: 'leave', wiki: ['account.suspend'] })
    const leave = { afterDays: 14, action: 'suspend_and_end_sessions' } as const
    expect(planInWords({ ...onLeave, apps: wikiIs({ leave }) })).toEqual({ kind: 'leave', wiki: ['account.suspend', 'sessions.end'] })
    expect(planOf({ ...onLeave, apps: wikiIs({ leave: { afterDays: 14, action: 'keep' } }) })).toBeUndefined()
  })

  test('makes no account meanwhile', () => {
    expect(planOf({ ...onLeave, accounts: [] })).toBeUndefined()
  })

  test('gives back on return what policy still gives, and what it never knew', () => {
    const remembered = ['readers', 'writers', 'book club']
    const off = [accountOfAda({ ...suspendedFor('leave'), remembered })]
    expect(planOf({ ...onLeave, accounts: off })).toBeUndefined()
    expect(planInWords({ desired: wiki('readers'), accounts: off })).toEqual({
      kind: 'mover',
      wiki: ['account.restore', 'entitlement.grant readers', 'entitlement.grant book club'],
    })
    expect(planInWords({ desired: wiki('readers'), accounts: off, everGiven: new Set(['wiki/book club']) })).toEqual({
      kind: 'mover',
      wiki: ['account.restore', 'entitlement.grant readers'],
    })
  })
})

describe('a leaver', () => {
  test('is out of every app from the cut-off on, also of those that policy never names', () => {
    const accounts = [accountOfAda({ entitlements: ['writers', 'book club'], given: new Set() }), accountOfAda({ app: 'chess' })]
    const desired = wiki('writers')
    expect(planOf({ desired, accounts, at: new Date(after.getTime() - 1) })).toBeUndefined()
    expect(planInWords({ desired, accounts, at: after })).toEqual({
      kind: 'leaver',
      chess: ['account.suspend'],
      wiki: ['account.suspend', 'sessions.end', 'entitlement.revoke writers'],
    })
  })

  test('whose suspended account still holds something loses that', () => {
    const off = { ...suspendedFor('leaver'), entitlements: ['admins'] }
    expect(planInWords({ accounts: [accountOfAda(off)], status: 'terminated' })).toEqual({
      kind: 'leaver',
      wiki: ['entitlement.revoke admins'],
    })
  })

  test('is out of mail and identity first', () => {
    const apps = new Map([
      ['wiki', appFacts({})] as const,
      ['mail', appFacts({ order: 'mail' })] as const,
      ['idp', appFacts({ order: 'identity' })] as const,
    ])
    const accounts = [...apps.keys()].map((app) => accountOfAda({ app }))
    const stages = (forCause: boolean) =>
      planOf({ apps, accounts, at: after, orders: { forCause, securityHold: false, legalHold: false } })?.apps.map(
        ({ app, stage }) => `${app} ${stage}`,
      )
    expect(stages(false)).toEqual(['idp 1', 'mail 1', 'wiki 3'])
    expect(stages(true)).toEqual(['idp 1', 'mail 1', 'wiki 1'])
  })

  test('for cause is out ahead of HR, sign-in and sessions first', () => {
    const orders = { forCause: true, securityHold: false, legalHold: false }
    expect(planInWords({ desired: wiki('writers'), accounts: [accountOfAda({ entitlements: ['writers'] })], orders })).toEqual({
      kind: 'leaver',
      wiki: ['account.suspend', 'sessions.end', 'entitlement.revoke writers'],
    })
    expect(planInWords({ status: 'unknown', accounts: [accountOfAda({})], orders }).kind).toBe('leaver')
  })

  test('keeps a licence until the mailbox is converted, as read back', () => {
    const licence = { ...entitlementOf(false), revokeAfter: { app: 'mail', entitlement: 'shared' } }
    const apps = new Map([...wikiIs({ entitlements: new Map([['writers', licence]]) }), ['mail', appFacts({})] as const])
    const off = accountOfAda({ ...suspendedFor('leaver'), entitlements: ['writers'] })
    const mailbox = (...entitlements: string[]) =>
      accountOfAda({ app: 'mail', nativeId: 'm', ...suspendedFor('leaver'), entitlements, given: new Set() })
    expect(planOf({ apps, accounts: [off, mailbox()], at: after })).toBeUndefined()
    const taken = { kind: 'leaver', wiki: ['entitlement.revoke writers'] }
    expect(planInWords({ apps, accounts: [off, mailbox('shared')], at: after })).toEqual(taken)
    expect(planInWords({ apps, accounts: [off], at: after })).toEqual(taken)
  })

  test('keeps a protected account, and a person is asked', () => {
    expect(planInWords({ accounts: [accountOfAda({ protected: true })], status: 'terminated' })).toEqual({
      kind: 'leaver',
      left: ['wiki protected'],
    })
  })
})

describe('what people do when somebody leaves', () => {
  const task = {
    name: 'files',
    title: 'Hand over files',
    instructions: 'All of them.',
    assignee: { kind: 'manager' },
    days: 3,
    transfers: true,
  } as const
  const notebook = { ...task, name: 'notebook', title: 'Collect the notebook', transfers: false }
  const apps = wikiIs({ leaver: { endSessions: true, deleteAfterDays: 30, tasks: [task, notebook] } })
  const off = [accountOfAda(suspendedFor('leaver', after))]

  test('is asked once per app in which they had an account, until it is settled', () => {
    const plan = planOf({ apps, accounts: off, at: after })
    expect(plan?.tasks.map(({ title, stage, assignee }) => [title, stage, assignee.kind])).toEqual([
      ['Hand over files', 5, 'manager'],
      ['Collect the notebook', 7, 'manager'],
    ])
    const settledTasks = new Set(plan?.tasks.map(({ key }) => key))
    expect(planOf({ apps, accounts: off, at: after, settledTasks })).toBeUndefined()
  })

  test('is not asked of those who had left before we knew of them', () => {
    expect(planOf({ apps, accounts: off, at: after, knownSince: new Date(after.getTime() + 1) })).toBeUndefined()
  })

  test('is no hand-over under a legal hold', () => {
    const orders = { forCause: false, securityHold: false, legalHold: true }
    const waits = { kind: 'leaver', tasks: ['Collect the notebook'], left: ['wiki legal_hold'] }
    expect(planInWords({ apps, accounts: off, at: after, orders })).toEqual(waits)
    const settledTasks = new Set(planOf({ apps, accounts: off, at: after })?.tasks.map(({ key }) => key))
    expect(planOf({ apps, accounts: off, at: after, orders, settledTasks })).toBeUndefined()
  })

  test('comes before a deletion, which waits for the days, the hand-over and the legal hold', () => {
    const settledTasks = new Set(planOf({ apps, accounts: off, at: after })?.tasks.map(({ key }) => key))
    const due = new Date(after.getTime() + 30 * 86_400_000)
    expect(planOf({ apps, accounts: off, settledTasks, at: new Date(due.getTime() - 1) })).toBeUndefined()
    expect(planInWords({ apps, accounts: off, settledTasks, at: due })).toEqual({ kind: 'leaver', wiki: ['account.delete'] })
    expect(planOf({ apps, accounts: off, settledTasks, at: due })?.apps[0]?.stage).toBe(10)
    expect(planInWords({ apps, accounts: off, at: due })['wiki']).toBeUndefined()
    expect(
      planOf({ apps, accounts: off, settledTasks, at: due, orders: { forCause: false, securityHold: false, legalHold: true } }),
    ).toBeUndefined()
    expect(planOf({ apps, accounts: off, settledTasks, at: due, returnsAt: new Date(due.getTime() + 1) })).toBeUndefined()
  })
})

describe('a security hold', () => {
  const orders = { forCause: false, securityHold: true, legalHold: false }

  test('switches everything off whatever HR says, takes nothing, and is undone without approval', () => {
    const accounts = [accountOfAda({ entitlements: ['readers', 'admins'], given: new Set() }), accountOfAda({ app: 'chess' })]
    const locked = { kind: 'hold', chess: ['account.suspend'], wiki: ['account.suspend', 'sessions.end'] }
    expect(planInWords({ desired: wiki('readers'), accounts, orders })).toEqual(locked)
    expect(planInWords({ accounts, orders, status: 'unknown' })).toEqual(locked)
    expect(planInWords({ accounts, orders, presence: 'missing' })).toEqual(locked)
    const off = [accountOfAda({ ...suspendedFor('hold'), entitlements: ['readers'] })]
    expect(planOf({ desired: wiki('readers'), accounts: off, orders })).toBeUndefined()
    expect(planInWords({ desired: wiki('readers'), accounts: off })).toEqual({ kind: 'restore', wiki: ['account.restore'] })
  })

  test('adds nothing for a leaver', () => {
    expect(planInWords({ accounts: [accountOfAda({ entitlements: ['readers'] })], orders, at: after })).toEqual({
      kind: 'leaver',
      wiki: ['account.suspend', 'sessions.end', 'entitlement.revoke readers'],
    })
  })
})

describe('a termination that was taken back', () => {
  const entitlements = new Map([['admins', entitlementOf(true)]])
  const apps = wikiIs({ entitlements })
  const accounts = [accountOfAda({ ...suspendedFor('leaver'), remembered: ['admins', 'readers', 'writers'] })]

  test('gives back with approval what is still wanted, says what is lost, and asks about privilege apart', () => {
    const facts = { apps, accounts, desired: wiki('readers', 'admins') }
    expect(planInWords(facts)).toEqual({
      kind: 'restore',
      wiki: ['account.restore', 'entitlement.grant readers'],
      'wiki, once operators agrees': ['entitlement.grant admins'],
      approval: 'operators',
    })
    expect(planOf(facts)?.approval).toEqual({ route: 'operators', scope: ['*'], owner: null })
    expect(planOf(facts)?.lost).toEqual([
      { app: 'wiki', what: 'sessions', entitlement: null },
      { app: 'wiki', what: 'privileged', entitlement: 'admins' },
      { app: 'wiki', what: 'no_longer_granted', entitlement: 'writers' },
    ])
  })

  test('gives nothing back that was refused', () => {
    expect(planOf({ apps, accounts, desired: wiki('readers'), refused: new Set(['*']) })).toBeUndefined()
  })

  test('is told from a rehire, who needs no approval but for privilege', () => {
    expect(planInWords({ apps, accounts, desired: wiki('readers', 'admins'), isRehire: true })).toEqual({
      kind: 'joiner',
      wiki: ['account.restore', 'entitlement.grant readers'],
      'wiki, once operators agrees': ['entitlement.grant admins'],
    })
  })
})

describe('a grant that somebody agrees to', () => {
  const admins = { ...entitlementOf(true), owner: '7', approval: 'app_owner' as const }
  const apps = wikiIs({ entitlements: new Map([['admins', admins]]) })

  test('comes after the rest, with what the approver is asked', () => {
    const plan = planOf({ apps, desired: wiki('readers', 'admins') })
    expect(plan?.apps.map(({ approval, stage }) => ({ approval, stage }))).toEqual([
      { approval: null, stage: 0 },
      { approval: { route: 'app_owner', scope: ['wiki/admins'], owner: '7' }, stage: 1 },
    ])
  })

  test('is left out once it was refused', () => {
    expect(planOf({ apps, desired: wiki('admins'), accounts: [accountOfAda({})], refused: new Set(['wiki/admins']) })).toBeUndefined()
  })

  test('is none where policy asks nobody, unless a leaver had it', () => {
    const privileged = wikiIs({ entitlements: new Map([['admins', entitlementOf(true)]]) })
    const facts = { apps: privileged, desired: wiki('admins'), approvals: { restore: 'operators', privileged: 'two_people' } } as const
    expect(planInWords({ ...facts, accounts: [accountOfAda({})] })).toEqual({ kind: 'mover', wiki: ['entitlement.grant admins'] })
    expect(planInWords({ ...facts, accounts: [accountOfAda({ remembered: ['admins'] })] })).toEqual({
      kind: 'mover',
      'wiki, once two_people agrees': ['entitlement.grant admins'],
    })
  })
})

describe('separation of duties', () => {
  const separations = [
    { name: 'four eyes', one: [{ app: 'wiki', entitlement: 'readers' }], other: [{ app: 'wiki', entitlement: 'writers' }] },
  ]

  test('leaves out what would put both into one hand', () => {
    const held = [accountOfAda({ entitlements: ['readers'] })]
    expect(planInWords({ separations, desired: wiki('readers', 'writers'), accounts: held })).toEqual({
      kind: 'mover',
      left: ['wiki writers separation_of_duties'],
    })
    expect(planInWords({ separations, desired: wiki('readers', 'writers') })['left']).toEqual([
      'wiki readers separation_of_duties',
      'wiki writers separation_of_duties',
    ])
  })

  test('takes nothing of both held already', () => {
    const accounts = [accountOfAda({ entitlements: ['readers', 'writers'] })]
    expect(planOf({ separations, desired: wiki('readers', 'writers'), accounts })).toBeUndefined()
  })

  test('ends the grace of what stands against the new work', () => {
    const grace = new Map([['wiki/readers', new Date(inJune.getTime() + 1)]])
    expect(planInWords({ separations, desired: wiki('writers'), accounts: [accountOfAda({ entitlements: ['readers'] })], grace })).toEqual({
      kind: 'mover',
      wiki: ['entitlement.grant writers', 'entitlement.revoke readers'],
    })
  })
})

describe('what no agent can do', () => {
  test('is a task for people: all of it where the account is made by hand', () => {
    const apps = wikiIs({ verbs: new Set(['account.read', 'entitlement.grant']) })
    const plan = planOf({ apps, desired: wiki('readers') })
    expect(plan?.apps).toEqual([])
    expect(plan?.tasks).toMatchObject([{ app: 'wiki', title: 'Wiki: 2 things to do for ada', assignee: { kind: 'owner' }, stage: 0 }])
    expect(planOf({ apps, desired: wiki('readers'), settledTasks: new Set(plan?.tasks.map(({ key }) => key)) })).toBeUndefined()
  })

  test('is shared where an agent can do the rest', () => {
    const apps = wikiIs({ verbs: new Set(['account.suspend']) })
    expect(planInWords({ apps, accounts: [accountOfAda({ entitlements: ['writers'] })], at: after })).toEqual({
      kind: 'leaver',
      wiki: ['account.suspend'],
      tasks: ['Wiki: take writers for ada'],
    })
  })

  test('is everything in an app without automation, as policy says who and how', () => {
    const manual = { assignee: { kind: 'person', personKey: '9' }, days: 5, instructions: 'Call the office.' } as const
    const plan = planOf({ apps: wikiIs({ manual }), accounts: [accountOfAda({})], at: after })
    expect(plan?.tasks).toMatchObject([
      { assignee: manual.assignee, days: 5, stage: 3, instructions: '- switch the account off\n- end all sessions\nCall the office.' },
    ])
  })

  test('waits for the agent where none serves the app yet', () => {
    const apps = new Map([['wiki', { ...appFacts({}), verbs: undefined }]])
    expect(planInWords({ apps, desired: wiki('readers') })).toEqual({
      kind: 'joiner',
      wiki: ['account.create', 'entitlement.grant readers'],
    })
  })
})

describe('what is not known', () => {
  test('a status that HR contradicts changes nothing, whatever the dates say', () => {
    expect(planInWords({ accounts: [accountOfAda({})], status: 'unknown', at: after })).toEqual({ kind: 'unclear' })
    expect(planInWords({ accounts: [accountOfAda({})], window: undefined })).toEqual({ kind: 'unclear' })
  })

  test('a row that vanished is not a termination and grants nothing', () => {
    expect(planInWords({ accounts: [accountOfAda({})], presence: 'missing' })).toEqual({ kind: 'absent' })
    expect(planInWords({ desired: wiki(), presence: 'missing' })).toEqual({ kind: 'absent' })
  })

  test('an end that HR had stated before the row vanished still counts', () => {
    expect(planInWords({ accounts: [accountOfAda({})], presence: 'missing', at: after }).kind).toBe('leaver')
  })
})
