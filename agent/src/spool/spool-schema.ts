import { z } from 'zod'
import { UserError } from '../user-error.ts'
import type { Store } from './store.ts'

const currentVersion = 1

const tables = `
create table counter (name text primary key, value integer not null) strict;
create table note (name text primary key, value text not null) strict;
create table journal (
  job text primary key, app text not null, fence integer not null, attempt integer not null, sequence integer not null, expires_at integer not null,
  substance text not null, payload text not null, job_hash text not null, state text not null, cancelled integer not null, lease_until integer not null,
  lease_ms integer not null
) strict;
create table step (
  job text not null, position integer not null, state text not null, started_at text not null, before text, record text, primary key (job, position)
) strict;
create table outbox (sequence integer primary key, frame text not null) strict;
create table receipt (sequence integer primary key, job text, frame text not null) strict;
create index receipt_job on receipt (job);
create table nonce (nonce text primary key, expires_at integer not null) strict;
create table fence (app text primary key, fence integer not null) strict;
create table spending (job text not null, position integer not null, class text not null, at integer not null, primary key (job, position)) strict;
create index spending_class on spending (class, at);
`

/** Creates the tables of a new spool. @throws UserError for a spool that a newer agent wrote */
export function prepareSpool(store: Store): void {
  const version = store.row(z.object({ user_version: z.int() }), 'pragma user_version')?.user_version ?? 0
  if (version > currentVersion)
    throw new UserError(`The spool was written by a newer agent (format ${version}): install that version again.`)
  if (version === currentVersion) return
  store.transaction(() => store.execute(`${tables} pragma user_version = ${currentVersion};`))
}
