import type { Account, AccountDraft, AccountQuery } from '@rollcall/shared/connector/account'
import type { CallOptions, Connector, ProbeReport } from '@rollcall/shared/connector/connector'
import type { Verb } from '@rollcall/shared/connector/verbs'
import { toAccount, toInputs } from './account-mapping.ts'
import { AppSession, type AppSessionParts } from './app-session.ts'
import { generatePassword } from './generate-password.ts'
import { RecipeOperations } from './recipe-operations.ts'
import type { Recipe } from './recipe-schema.ts'
import { runError } from './run-error.ts'
import { walkPages } from './walk-pages.ts'

const chunk = 100

/** A connector that acts as its recipe says. Every call runs on a fresh page of one signed-in browser context. */
export function openRecipeConnector(parts: AppSessionParts): Connector {
  const session = new AppSession(parts)
  const operations = new RecipeOperations(parts, session)
  const { verbs } = parts.recipe.account
  const write = (verb: Verb, inputs: Inputs, { signal }: CallOptions) => operations.write(verb, { inputs, signal })
  const add = (verb: Verb, { userName, externalId, profile }: AccountDraft, options: CallOptions) => {
    const password = generatePassword(parts.ports.random)
    return write(verb, { userName, externalId, ...toInputs(profile), password }, options)
  }
  const reads = {
    probe: (options: CallOptions) => probe(parts, { session, operations, ...options }),
    findAccount: (query: AccountQuery, options: CallOptions) => findAccount(parts, { query, operations, ...options }),
    listAccounts: (options: CallOptions) => listAccounts(parts, { operations, ...options }),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
  const writes: { readonly [Written in WrittenVerb]: Partial<Connector> } = {
    'account.prepare': { prepareAccount: (draft, options) => add('account.prepare', draft, options) },
    'account.create': { createAccount: (draft, options) => add('account.create', draft, options) },
    'account.restore': { restoreAccount: ({ nativeId }, options) => write('account.restore', { userName: nativeId }, options) },
    'account.suspend': { suspendAccount: ({ nativeId }, options) => write('account.suspend', { userName: nativeId }, options) },
    'account.rename': {
      // An old address is kept by mail systems; an app that is known by its pages has none to keep it in.
      renameAccount: ({ nativeId }, { userName }, options) =>
        write('account.rename', { userName: nativeId, newUserName: userName }, options),
    },
    'account.delete': { deleteAccount: ({ nativeId }, options) => write('account.delete', { userName: nativeId }, options) },
    'sessions.end': { endSessions: ({ nativeId }, options) => write('sessions.end', { userName: nativeId }, options) },
    'profile.update': {
      updateProfile: ({ nativeId }, profile, options) => write('profile.update', { userName: nativeId, ...toInputs(profile) }, options),
    },
  }
  const offered = Object.entries(writes).flatMap(([verb, able]) => (isBound(verb, verbs) ? [able] : []))
  return offered.reduce<Connector>((connector, able) => ({ ...connector, ...able }), reads)
}

type WrittenVerb = Exclude<keyof Recipe['account']['verbs'], 'account.read' | 'account.list'>

function isBound(verb: string, verbs: Readonly<Record<string, string | undefined>>): boolean {
  return verbs[verb] !== undefined
}

type Inputs = Readonly<Record<string, string | undefined>>

interface Call extends CallOptions {
  readonly operations: RecipeOperations
}

async function probe(parts: AppSessionParts, call: Call & { session: AppSession }): Promise<ProbeReport> {
  await call.operations.proveSentinel(call.signal)
  const version = await walkPages(parts.recipe, call)
  const product = version === undefined ? parts.recipe.app.product : `${parts.recipe.app.product} ${version}`
  return { product, notes: call.session.drift.map((target) => `found otherwise than before: ${target}`) }
}

// "Present" is its own proof. "Absent" is believed only if the same procedure, just now, still finds somebody who is surely there.
async function findAccount(parts: AppSessionParts, call: Call & { query: AccountQuery }): Promise<Account | undefined> {
  const { query, operations, signal } = call
  const userName = query.nativeId ?? query.userName
  const facts = await operations.read({ inputs: { userName }, signal })
  if (facts.exists === 'no' || !operations.isSentinelProved) await operations.proveSentinel(signal)
  return facts.exists === 'no' ? undefined : toAccount(parts.recipe, { userName, ...facts })
}

async function* listAccounts(parts: AppSessionParts, call: Call): AsyncIterable<readonly Account[]> {
  const rows = await call.operations.list(call.signal)
  const accounts = rows.map((row) => toAccount(parts.recipe, row))
  const self = call.operations.sentinelInputs().userName
  if (self !== undefined && !accounts.some((account) => account.userName === self))
    throw runError('READ_UNPROVEN', 'the list lacks our own account')
  for (let at = 0; at < accounts.length; at += chunk) yield accounts.slice(at, at + chunk)
}
