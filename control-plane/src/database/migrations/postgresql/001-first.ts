import { Migration } from '@mikro-orm/migrations'

export class FirstPostgresqlMigration extends Migration {
  override name = '001-first'

  override up(): void | Promise<void> {
    this.addSql(
      `create table "account" ("id" varchar(255) not null, "organization" varchar(255) not null, "app" varchar(255) not null, "native_id" varchar(512) not null, "user_name" varchar(255) not null, "user_name_key" varchar(255) not null, "external_id" varchar(255) null, "active" boolean not null, "profile" jsonb not null, "entitlements" jsonb not null, "person" varchar(255) null, "linked_by" varchar(255) null, "present" boolean not null, "observed_at" timestamptz not null, primary key ("id"));`,
    )
    this.addSql(`create index "account_organization_index" on "account" ("organization");`)
    this.addSql(`create index "account_person_index" on "account" ("person");`)
    this.addSql(`create index "account_organization_app_user_name_key_index" on "account" ("organization", "app", "user_name_key");`)
    this.addSql(
      `alter table "account" add constraint "account_organization_app_native_id_unique" unique ("organization", "app", "native_id");`,
    )

    this.addSql(
      `create table "agent" ("id" varchar(255) not null, "organization" varchar(255) not null, "name" varchar(255) not null, "status" varchar(255) not null, "bound_key" text not null, "results_key" text not null, "epoch" int not null, "agent_version" varchar(255) not null, "policy_digest" varchar(255) null, "apps" jsonb not null, "received" int not null, "sent" int not null, "job_sequence" int not null, "receipt_sequence" int not null, "receipt_hash" varchar(255) not null, "enrolled_at" timestamptz not null, "last_seen_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "agent_organization_index" on "agent" ("organization");`)

    this.addSql(
      `create table "app_fence" ("organization" varchar(255) not null, "app" varchar(255) not null, "fence" int not null, primary key ("organization", "app"));`,
    )

    this.addSql(
      `create table "lifecycle_case" ("id" varchar(255) not null, "organization" varchar(255) not null, "person" varchar(255) not null, "kind" varchar(255) not null, "state" varchar(255) not null, "reason" varchar(255) null, "plan" jsonb not null, "plan_hash" varchar(255) not null, "plan_salt" varchar(255) not null, "salted_plan_hash" varchar(255) not null, "policy_digest" varchar(255) not null, "effective_at" timestamptz not null, "recorded_at" timestamptz not null, "opened_at" timestamptz not null, "closed_at" timestamptz null, "ledger_from" int not null, "ledger_to" int null, primary key ("id"));`,
    )
    this.addSql(`create index "lifecycle_case_organization_index" on "lifecycle_case" ("organization");`)
    this.addSql(`create index "lifecycle_case_person_index" on "lifecycle_case" ("person");`)
    this.addSql(`create index "lifecycle_case_organization_state_index" on "lifecycle_case" ("organization", "state");`)

    this.addSql(
      `create table "ledger_disclosure" ("organization" varchar(255) not null, "position" int not null, "name" varchar(255) not null, "person" varchar(255) null, "salt" varchar(255) not null, "value" text not null, primary key ("organization", "position", "name"));`,
    )
    this.addSql(`create index "ledger_disclosure_organization_person_index" on "ledger_disclosure" ("organization", "person");`)

    this.addSql(
      `create table "enrolment_token" ("id" varchar(255) not null, "organization" varchar(255) not null, "verifier" varchar(255) not null, "created_by" varchar(255) not null, "expires_at" timestamptz not null, "used_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "enrolment_token_organization_index" on "enrolment_token" ("organization");`)

    this.addSql(
      `create table "inventory_part" ("job" varchar(255) not null, "part" int not null, "parts" int not null, "accounts" jsonb not null, primary key ("job", "part"));`,
    )

    this.addSql(
      `create table "job_offer" ("job" varchar(255) not null, "attempt" int not null, "agent" varchar(255) not null, "fence" int not null, "hash" varchar(255) not null, "envelope" jsonb not null, "offered_at" timestamptz not null, primary key ("job", "attempt"));`,
    )
    this.addSql(`alter table "job_offer" add constraint "job_offer_hash_unique" unique ("hash");`)

    this.addSql(
      `create table "job" ("id" varchar(255) not null, "organization" varchar(255) not null, "case_id" varchar(255) null, "person" varchar(255) null, "app" varchar(255) not null, "event" varchar(255) not null, "state" varchar(255) not null, "account" jsonb null, "steps" jsonb not null, "rules" jsonb not null, "agent" varchar(255) null, "attempt" int not null, "fence" int not null, "lease_until" timestamptz null, "cancellation" varchar(255) null, "not_before" timestamptz not null, "failure" varchar(255) null, "outcome" jsonb null, "created_at" timestamptz not null, "started_at" timestamptz null, "finished_at" timestamptz null, primary key ("id"));`,
    )
    this.addSql(`create index "job_organization_index" on "job" ("organization");`)
    this.addSql(`create index "job_case_id_index" on "job" ("case_id");`)
    this.addSql(`create index "job_agent_index" on "job" ("agent");`)
    this.addSql(`create index "job_state_not_before_index" on "job" ("state", "not_before");`)
    this.addSql(`create index "job_organization_app_state_index" on "job" ("organization", "app", "state");`)

    this.addSql(
      `create table "ledger_entry" ("organization" varchar(255) not null, "position" int not null, "type" varchar(255) not null, "topic" varchar(255) null, "leaf" bytea not null, primary key ("organization", "position"));`,
    )
    this.addSql(`create index "ledger_entry_topic_index" on "ledger_entry" ("topic");`)

    this.addSql(`create table "ledger_head" ("organization" varchar(255) not null, "size" int not null, primary key ("organization"));`)

    this.addSql(
      `create table "ledger_tile" ("organization" varchar(255) not null, "level" int not null, "position" int not null, "hashes" bytea not null, primary key ("organization", "level", "position"));`,
    )

    this.addSql(
      `create table "member" ("id" varchar(255) not null, "organization" varchar(255) not null, "name" varchar(255) not null, "role" varchar(255) not null, "token_hash" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    )
    this.addSql(`create index "member_organization_index" on "member" ("organization");`)
    this.addSql(`alter table "member" add constraint "member_token_hash_unique" unique ("token_hash");`)

    this.addSql(
      `create table "organization" ("id" varchar(255) not null, "name" varchar(255) not null, "log_origin" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    )
    this.addSql(`alter table "organization" add constraint "organization_log_origin_unique" unique ("log_origin");`)

    this.addSql(
      `create table "outgoing_frame" ("agent" varchar(255) not null, "sequence" int not null, "frame" jsonb not null, "created_at" timestamptz not null, primary key ("agent", "sequence"));`,
    )

    this.addSql(
      `create table "person" ("id" varchar(255) not null, "organization" varchar(255) not null, "source" varchar(255) not null, "person_key" varchar(255) not null, "facts" jsonb not null, "facts_digest" varchar(255) not null, "presence" varchar(255) not null, "missing_since" timestamptz null, "status" varchar(255) not null, "recorded_at" timestamptz not null, "wake_at" timestamptz null, "needs_planning" boolean not null, primary key ("id"));`,
    )
    this.addSql(`create index "person_organization_index" on "person" ("organization");`)
    this.addSql(`create index "person_organization_needs_planning_index" on "person" ("organization", "needs_planning");`)
    this.addSql(`create index "person_wake_at_index" on "person" ("wake_at");`)
    this.addSql(
      `alter table "person" add constraint "person_organization_source_person_key_unique" unique ("organization", "source", "person_key");`,
    )

    this.addSql(
      `create table "policy_version" ("id" varchar(255) not null, "organization" varchar(255) not null, "number" int not null, "digest" varchar(255) not null, "document" text not null, "active" boolean not null, "created_by" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    )
    this.addSql(`create index "policy_version_organization_active_index" on "policy_version" ("organization", "active");`)
    this.addSql(
      `alter table "policy_version" add constraint "policy_version_organization_number_unique" unique ("organization", "number");`,
    )

    this.addSql(
      `create table "receipt" ("id" varchar(255) not null, "organization" varchar(255) not null, "agent" varchar(255) not null, "sequence" int not null, "job" varchar(255) null, "case_id" varchar(255) null, "fenced" boolean not null, "hash" varchar(255) not null, "envelope" jsonb not null, "disclosures" jsonb not null, "received_at" timestamptz not null, primary key ("id"));`,
    )
    this.addSql(`create index "receipt_organization_index" on "receipt" ("organization");`)
    this.addSql(`create index "receipt_job_index" on "receipt" ("job");`)
    this.addSql(`create index "receipt_case_id_index" on "receipt" ("case_id");`)
    this.addSql(`alter table "receipt" add constraint "receipt_hash_unique" unique ("hash");`)
    this.addSql(`alter table "receipt" add constraint "receipt_agent_sequence_unique" unique ("agent", "sequence");`)

    this.addSql(
      `create table "snapshot" ("id" varchar(255) not null, "organization" varchar(255) not null, "source" varchar(255) not null, "status" varchar(255) not null, "baseline" boolean not null, "rows" int not null, "sha256" varchar(255) not null, "filled_columns" jsonb not null, "reasons" jsonb not null, "received_at" timestamptz not null, "position" int not null, primary key ("id"));`,
    )
    this.addSql(`create index "snapshot_organization_index" on "snapshot" ("organization");`)
    this.addSql(`create index "snapshot_source_index" on "snapshot" ("source");`)

    this.addSql(
      `create table "source" ("id" varchar(255) not null, "organization" varchar(255) not null, "name" varchar(255) not null, "kind" varchar(255) not null, "date_format" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    )
    this.addSql(`create index "source_organization_index" on "source" ("organization");`)
    this.addSql(`alter table "source" add constraint "source_organization_name_unique" unique ("organization", "name");`)

    this.addSql(
      `create or replace function "ledger_entry_ledger_entry_is_append_only_fn"() returns trigger as \$\$ begin raise exception 'ledger entries are never changed or deleted'; end; \$\$ language plpgsql;`,
    )
    this.addSql(
      `create trigger "ledger_entry_is_append_only" BEFORE UPDATE OR DELETE on "ledger_entry" for each ROW execute function "ledger_entry_ledger_entry_is_append_only_fn"();`,
    )

    this.addSql(
      `create or replace function "ledger_tile_ledger_tile_is_kept_fn"() returns trigger as \$\$ begin raise exception 'ledger tiles are never deleted'; end; \$\$ language plpgsql;`,
    )
    this.addSql(
      `create trigger "ledger_tile_is_kept" BEFORE DELETE on "ledger_tile" for each ROW execute function "ledger_tile_ledger_tile_is_kept_fn"();`,
    )
    this.addSql(
      `create or replace function "ledger_tile_ledger_tile_only_grows_fn"() returns trigger as \$\$ begin raise exception 'ledger tiles only grow'; end; \$\$ language plpgsql;`,
    )
    this.addSql(`create trigger "ledger_tile_only_grows" BEFORE UPDATE on "ledger_tile" for each ROW
  when (substr(new.hashes, 1, length(old.hashes)) <> old.hashes or new.organization <> old.organization or new.level <> old.level or new.position <> old.position) execute function "ledger_tile_ledger_tile_only_grows_fn"();`)
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "account" cascade;`)
    this.addSql(`drop table if exists "agent" cascade;`)
    this.addSql(`drop table if exists "app_fence" cascade;`)
    this.addSql(`drop table if exists "lifecycle_case" cascade;`)
    this.addSql(`drop table if exists "ledger_disclosure" cascade;`)
    this.addSql(`drop table if exists "enrolment_token" cascade;`)
    this.addSql(`drop table if exists "inventory_part" cascade;`)
    this.addSql(`drop table if exists "job_offer" cascade;`)
    this.addSql(`drop table if exists "job" cascade;`)
    this.addSql(`drop trigger if exists "ledger_entry_is_append_only" on "ledger_entry";`)
    this.addSql(`drop function if exists "ledger_entry_ledger_entry_is_append_only_fn"();`)
    this.addSql(`drop table if exists "ledger_entry" cascade;`)
    this.addSql(`drop table if exists "ledger_head" cascade;`)
    this.addSql(`drop trigger if exists "ledger_tile_is_kept" on "ledger_tile";`)
    this.addSql(`drop function if exists "ledger_tile_ledger_tile_is_kept_fn"();`)
    this.addSql(`drop trigger if exists "ledger_tile_only_grows" on "ledger_tile";`)
    this.addSql(`drop function if exists "ledger_tile_ledger_tile_only_grows_fn"();`)
    this.addSql(`drop table if exists "ledger_tile" cascade;`)
    this.addSql(`drop table if exists "member" cascade;`)
    this.addSql(`drop table if exists "organization" cascade;`)
    this.addSql(`drop table if exists "outgoing_frame" cascade;`)
    this.addSql(`drop table if exists "person" cascade;`)
    this.addSql(`drop table if exists "policy_version" cascade;`)
    this.addSql(`drop table if exists "receipt" cascade;`)
    this.addSql(`drop table if exists "snapshot" cascade;`)
    this.addSql(`drop table if exists "source" cascade;`)
  }
}
