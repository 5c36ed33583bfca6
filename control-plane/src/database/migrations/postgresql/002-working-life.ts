import { Migration } from '@mikro-orm/migrations'

export class WorkingLifePostgresqlMigration extends Migration {
  override name = '002-working-life'

  override up(): void | Promise<void> {
    this.addSql(
      `create table "access_exception" ("id" varchar(255) not null, "organization" varchar(255) not null, "person" varchar(255) not null, "kind" varchar(255) not null, "app" varchar(255) not null, "entitlement" varchar(255) null, "reason" varchar(255) not null, "until" timestamptz not null, "created_by" varchar(255) null, "created_at" timestamptz not null, "closed_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "access_exception_person_index" on "access_exception" ("person");`)
    this.addSql(`create index "access_exception_organization_until_index" on "access_exception" ("organization", "until");`)

    this.addSql(
      `create table "app_listing" ("organization" varchar(255) not null, "app" varchar(255) not null, "requested_at" timestamptz null, "completed_at" timestamptz null, "next_at" timestamptz not null, "accept_fall" varchar(255) null, primary key ("organization", "app"));`,
    )
    this.addSql(`create index "app_listing_next_at_index" on "app_listing" ("next_at");`)

    this.addSql(
      `create table "approval_request" ("id" varchar(255) not null, "organization" varchar(255) not null, "case_id" varchar(255) not null, "subject" varchar(255) not null, "requested_by" jsonb not null, "plan_hash" varchar(255) not null, "effects" jsonb not null, "scope" jsonb not null, "facts_digest" varchar(255) not null, "route" varchar(255) not null, "owner" varchar(255) null, "approvers" jsonb not null, "needed" int not null, "state" varchar(255) not null, "created_at" timestamptz not null, "escalate_at" timestamptz not null, "escalated_at" timestamptz null, "expires_at" timestamptz not null, "decided_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "approval_request_case_id_index" on "approval_request" ("case_id");`)
    this.addSql(`create index "approval_request_subject_index" on "approval_request" ("subject");`)
    this.addSql(`create index "approval_request_organization_state_index" on "approval_request" ("organization", "state");`)
    this.addSql(`create index "approval_request_state_escalate_at_index" on "approval_request" ("state", "escalate_at");`)

    this.addSql(
      `create table "approval_vote" ("approval" varchar(255) not null, "member" varchar(255) not null, "decision" varchar(255) not null, "reason" varchar(255) null, "signed" jsonb null, "at" timestamptz not null, primary key ("approval", "member"));`,
    )

    this.addSql(
      `create table "approver_key" ("id" varchar(255) not null, "organization" varchar(255) not null, "member" varchar(255) not null, "name" varchar(255) not null, "kind" varchar(255) not null, "public_key" text not null, "credential" varchar(255) null, "counter" int not null default 0, "created_at" timestamptz not null, "revoked_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "approver_key_member_index" on "approver_key" ("member");`)

    this.addSql(
      `create table "notice" ("id" varchar(255) not null, "organization" varchar(255) not null, "kind" varchar(255) not null, "key" varchar(1024) not null, "person" varchar(255) null, "recipients" jsonb not null, "details" jsonb not null, "at" timestamptz not null, "seen_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "notice_organization_at_index" on "notice" ("organization", "at");`)
    this.addSql(`alter table "notice" add constraint "notice_organization_key_unique" unique ("organization", "key");`)

    this.addSql(
      `create table "person_order" ("id" varchar(255) not null, "organization" varchar(255) not null, "person" varchar(255) not null, "kind" varchar(255) not null, "reason" varchar(255) not null, "state" varchar(255) not null, "until" varchar(255) null, "past_end" varchar(255) null, "requested_by" varchar(255) not null, "requested_at" timestamptz not null, "confirmed_by" varchar(255) null, "active_at" timestamptz null, "ended_by" varchar(255) null, "ended_at" timestamptz null, "agreed_at" timestamptz null, "asked_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "person_order_person_index" on "person_order" ("person");`)
    this.addSql(`create index "person_order_organization_state_index" on "person_order" ("organization", "state");`)

    this.addSql(
      `create table "person_version" ("person" varchar(255) not null, "recorded_at" timestamptz not null, "organization" varchar(255) not null, "facts" jsonb not null, "presence" varchar(255) not null, "redacted" jsonb not null, "superseded_at" timestamptz not null, primary key ("person", "recorded_at"));`,
    )
    this.addSql(`create index "person_version_organization_superseded_at_index" on "person_version" ("organization", "superseded_at");`)

    this.addSql(
      `create table "question" ("id" varchar(255) not null, "organization" varchar(255) not null, "kind" varchar(255) not null, "key" varchar(1024) not null, "person" varchar(255) null, "account" varchar(255) null, "app" varchar(255) null, "details" jsonb not null, "state" varchar(255) not null, "answer" varchar(255) null, "reason" varchar(255) null, "answered_by" varchar(255) null, "created_at" timestamptz not null, "answered_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "question_person_index" on "question" ("person");`)
    this.addSql(`create index "question_organization_state_index" on "question" ("organization", "state");`)
    this.addSql(`alter table "question" add constraint "question_organization_key_unique" unique ("organization", "key");`)

    this.addSql(
      `create table "reserved_address" ("organization" varchar(255) not null, "key" varchar(512) not null, "person" varchar(255) not null, "until" timestamptz not null, primary key ("organization", "key"));`,
    )
    this.addSql(`create index "reserved_address_person_index" on "reserved_address" ("person");`)

    this.addSql(
      `create table "scheduled_instant" ("person" varchar(255) not null, "kind" varchar(255) not null, "about" varchar(1024) not null, "organization" varchar(255) not null, "at" timestamptz not null, "date" varchar(255) null, "zone" varchar(255) null, primary key ("person", "kind", "about"));`,
    )
    this.addSql(`create index "scheduled_instant_organization_at_index" on "scheduled_instant" ("organization", "at");`)

    this.addSql(
      `create table "task_proof" ("task" varchar(255) not null, "name" varchar(255) not null, "type" varchar(255) not null, "bytes" bytea not null, primary key ("task"));`,
    )

    this.addSql(
      `create table "task" ("id" varchar(255) not null, "organization" varchar(255) not null, "case_id" varchar(255) not null, "person" varchar(255) not null, "app" varchar(255) null, "key" varchar(1024) not null, "title" varchar(255) not null, "instructions" text not null, "account" jsonb null, "steps" jsonb not null, "stage" int not null, "assignee" jsonb not null, "assigned_to" varchar(255) null, "state" varchar(255) not null, "created_at" timestamptz not null, "due_at" timestamptz not null, "escalated_at" timestamptz null, "settled_by" varchar(255) null, "settled_at" timestamptz null, "reason" varchar(255) null, "proof" varchar(255) null, primary key ("id"));`,
    )
    this.addSql(`create index "task_case_id_index" on "task" ("case_id");`)
    this.addSql(`create index "task_person_index" on "task" ("person");`)
    this.addSql(`create index "task_organization_state_index" on "task" ("organization", "state");`)
    this.addSql(`create index "task_person_key_index" on "task" ("person", "key");`)

    this.addSql(
      `alter table "account" add "link_score" int null, add "link_verified" boolean not null default true, add "type" varchar(255) not null default 'person', add "responsible" varchar(255) null, add "protected" boolean not null default false, add "signed_in" varchar(255) null, add "given" jsonb not null default '[]', add "suspended_by" varchar(255) null, add "suspended_for" varchar(255) null, add "suspended_at" timestamptz null, add "remembered" jsonb null, add "first_seen_at" timestamptz null;`,
    )

    this.addSql(
      `alter table "lifecycle_case" add "order_id" varchar(255) null, add "agreed_at" timestamptz null, add "held_until" timestamptz null, add "waived" jsonb not null default '[]';`,
    )
    this.addSql(`create index "lifecycle_case_organization_ledger_from_index" on "lifecycle_case" ("organization", "ledger_from");`)

    this.addSql(
      `alter table "job" add "stage" int not null default 0, add "requires" jsonb not null default '[]', add "waits_until" timestamptz null, add "approval" varchar(255) null, add "approvals" jsonb not null default '[]';`,
    )
    this.addSql(`create index "job_approval_index" on "job" ("approval");`)

    this.addSql(`alter table "member" add "person" varchar(255) null, add "removed_at" timestamptz null;`)

    this.addSql(`alter table "organization" add "time_zones" varchar(255) null;`)

    this.addSql(
      `alter table "person" add "redacted" jsonb not null default '[]', add "snapshots_missed" int not null default 0, add "said_to_have_left" boolean not null default false, add "continues" varchar(255) null, add "first_recorded_at" timestamptz null;`,
    )
    this.addSql(`create index "person_continues_index" on "person" ("continues");`)

    this.addSql(
      `alter table "policy_version" add "activated_at" timestamptz null, add "activated_by" varchar(255) null, add "based_on" varchar(255) null, add "approved_by" jsonb not null default '[]';`,
    )

    this.addSql(`alter table "snapshot" add "redacted" jsonb not null default '[]';`)
    // What was planned before there were tasks, stages, approvals and whole chains of reasons has none of them.
    this.addSql(`
      update lifecycle_case set plan = plan || '{"tasks": [], "lost": [], "approval": null}' || jsonb_build_object('apps', (
        select coalesce(jsonb_agg(app.value || '{"stage": 0, "requires": [], "approval": null}' || jsonb_build_object('steps', (
          select coalesce(jsonb_agg(step.value || '{"why": []}' order by step.place), '[]')
          from jsonb_array_elements(app.value -> 'steps') with ordinality as step(value, place)
        )) order by app.place), '[]') from jsonb_array_elements(plan -> 'apps') with ordinality as app(value, place)
      ));
    `)
    // When HR first spoke of somebody: at the latest when their first case was made.
    this.addSql(
      `update person set first_recorded_at = coalesce((select min(first.recorded_at) from lifecycle_case as first where first.person = person.id), recorded_at);`,
    )
    // Whoever is missing has been so for one snapshot at least: the next one without them counts as the second.
    this.addSql(`update person set snapshots_missed = 1 where presence = 'missing';`)
    // Every version was in force from the moment that it was saved.
    this.addSql(`update policy_version set activated_at = created_at, activated_by = created_by;`)
    // An account of nobody was there when it was read last. Since when somebody has theirs is not known, and none may be taken for one that was only found.
    this.addSql(`update account set first_seen_at = observed_at where person is null;`)
    // What the receipts of earlier jobs say of an account: what we gave it, and whether it is off because we switched it off.
    this.addSql(`
      create temporary table done_step as
      select account.id as account, job.case_id, job.event, coalesce(job.finished_at, job.created_at) as done_at,
        receipt.value ->> 'outcome' as outcome,
        job.steps -> (receipt.value ->> 'index')::int ->> 'verb' as verb, job.steps -> (receipt.value ->> 'index')::int ->> 'entitlement' as entitlement
      from job cross join jsonb_array_elements(case jsonb_typeof(job.outcome) when 'array' then job.outcome else '[]' end) as receipt(value)
      join account
        on account.organization = job.organization and account.app = job.app and (account.native_id = job.account ->> 'nativeId'
          or (job.account ->> 'nativeId' is null and account.person = job.person and account.linked_by in ('created', 'external_id')))
      where job.event in ('joiner', 'mover', 'leaver') and receipt.value ->> 'outcome' in ('changed', 'already');
    `)
    this.addSql(`create index done_step_account_index on done_step (account);`)
    this.addSql(`
      update account set given = (
        select coalesce(jsonb_agg(entitlement order by entitlement), '[]') from (
          select entitlement from done_step where done_step.account = account.id and verb = 'entitlement.grant'
          intersect select jsonb_array_elements_text(account.entitlements) as entitlement
        ) as listed
      )
      where id in (select account from done_step where verb = 'entitlement.grant');
    `)
    this.addSql(`
      update account set suspended_by = last.case_id, suspended_for = last.event, suspended_at = last.done_at
      from (
        select account, case_id, event, done_at, verb, row_number() over (partition by account order by done_at desc) as place from done_step
        where verb = 'account.restore' or (verb = 'account.suspend' and outcome = 'changed')
      ) as last
      where last.account = account.id and last.place = 1 and last.verb = 'account.suspend' and not account.active;
    `)
    this.addSql(`
      update account set remembered = (
        select coalesce(jsonb_agg(entitlement order by entitlement), '[]') from (
          select jsonb_array_elements_text(account.entitlements) as entitlement
          union select entitlement from done_step where done_step.account = account.id
            and case_id = account.suspended_by and verb = 'entitlement.revoke' and outcome = 'changed'
        ) as listed
      )
      where suspended_for = 'leaver';
    `)
    this.addSql(`drop table done_step;`)
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "access_exception" cascade;`)
    this.addSql(`drop table if exists "app_listing" cascade;`)
    this.addSql(`drop table if exists "approval_request" cascade;`)
    this.addSql(`drop table if exists "approval_vote" cascade;`)
    this.addSql(`drop table if exists "approver_key" cascade;`)
    this.addSql(`drop table if exists "notice" cascade;`)
    this.addSql(`drop table if exists "person_order" cascade;`)
    this.addSql(`drop table if exists "person_version" cascade;`)
    this.addSql(`drop table if exists "question" cascade;`)
    this.addSql(`drop table if exists "reserved_address" cascade;`)
    this.addSql(`drop table if exists "scheduled_instant" cascade;`)
    this.addSql(`drop table if exists "task_proof" cascade;`)
    this.addSql(`drop table if exists "task" cascade;`)

    this.addSql(
      `alter table "account" drop column "link_score", drop column "link_verified", drop column "type", drop column "responsible", drop column "protected", drop column "signed_in", drop column "given", drop column "suspended_by", drop column "suspended_for", drop column "suspended_at", drop column "remembered", drop column "first_seen_at";`,
    )

    this.addSql(`drop index "job_approval_index";`)
    this.addSql(
      `alter table "job" drop column "stage", drop column "requires", drop column "waits_until", drop column "approval", drop column "approvals";`,
    )

    this.addSql(`drop index "lifecycle_case_organization_ledger_from_index";`)
    this.addSql(
      `alter table "lifecycle_case" drop column "order_id", drop column "agreed_at", drop column "held_until", drop column "waived";`,
    )

    this.addSql(`alter table "member" drop column "person", drop column "removed_at";`)

    this.addSql(`alter table "organization" drop column "time_zones";`)

    this.addSql(`drop index "person_continues_index";`)
    this.addSql(
      `alter table "person" drop column "redacted", drop column "snapshots_missed", drop column "said_to_have_left", drop column "continues", drop column "first_recorded_at";`,
    )

    this.addSql(
      `alter table "policy_version" drop column "activated_at", drop column "activated_by", drop column "based_on", drop column "approved_by";`,
    )

    this.addSql(`alter table "snapshot" drop column "redacted";`)
  }
}
