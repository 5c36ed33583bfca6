import { Migration } from '@mikro-orm/migrations'

export class FirstSqliteMigration extends Migration {
  override name = '001-first'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`account\` (\`id\` text not null primary key, \`organization\` text not null, \`app\` text not null, \`native_id\` text not null, \`user_name\` text not null, \`user_name_key\` text not null, \`external_id\` text null, \`active\` integer not null, \`profile\` json not null, \`entitlements\` json not null, \`person\` text null, \`linked_by\` text null, \`present\` integer not null, \`observed_at\` datetime not null);`,
    )
    this.addSql(`create index \`account_organization_index\` on \`account\` (\`organization\`);`)
    this.addSql(`create index \`account_person_index\` on \`account\` (\`person\`);`)
    this.addSql(
      `create index \`account_organization_app_user_name_key_index\` on \`account\` (\`organization\`, \`app\`, \`user_name_key\`);`,
    )
    this.addSql(
      `create unique index \`account_organization_app_native_id_unique\` on \`account\` (\`organization\`, \`app\`, \`native_id\`);`,
    )

    this.addSql(
      `create table \`agent\` (\`id\` text not null primary key, \`organization\` text not null, \`name\` text not null, \`status\` text not null, \`bound_key\` text not null, \`results_key\` text not null, \`epoch\` integer not null, \`agent_version\` text not null, \`policy_digest\` text null, \`apps\` json not null, \`received\` integer not null, \`sent\` integer not null, \`job_sequence\` integer not null, \`receipt_sequence\` integer not null, \`receipt_hash\` text not null, \`enrolled_at\` datetime not null, \`last_seen_at\` datetime null);`,
    )
    this.addSql(`create index \`agent_organization_index\` on \`agent\` (\`organization\`);`)

    this.addSql(
      `create table \`app_fence\` (\`organization\` text not null, \`app\` text not null, \`fence\` integer not null, primary key (\`organization\`, \`app\`));`,
    )

    this.addSql(
      `create table \`lifecycle_case\` (\`id\` text not null primary key, \`organization\` text not null, \`person\` text not null, \`kind\` text not null, \`state\` text not null, \`reason\` text null, \`plan\` json not null, \`plan_hash\` text not null, \`plan_salt\` text not null, \`salted_plan_hash\` text not null, \`policy_digest\` text not null, \`effective_at\` datetime not null, \`recorded_at\` datetime not null, \`opened_at\` datetime not null, \`closed_at\` datetime null, \`ledger_from\` integer not null, \`ledger_to\` integer null);`,
    )
    this.addSql(`create index \`lifecycle_case_organization_index\` on \`lifecycle_case\` (\`organization\`);`)
    this.addSql(`create index \`lifecycle_case_person_index\` on \`lifecycle_case\` (\`person\`);`)
    this.addSql(`create index \`lifecycle_case_organization_state_index\` on \`lifecycle_case\` (\`organization\`, \`state\`);`)

    this.addSql(
      `create table \`ledger_disclosure\` (\`organization\` text not null, \`position\` integer not null, \`name\` text not null, \`person\` text null, \`salt\` text not null, \`value\` text not null, primary key (\`organization\`, \`position\`, \`name\`));`,
    )
    this.addSql(`create index \`ledger_disclosure_organization_person_index\` on \`ledger_disclosure\` (\`organization\`, \`person\`);`)

    this.addSql(
      `create table \`enrolment_token\` (\`id\` text not null primary key, \`organization\` text not null, \`verifier\` text not null, \`created_by\` text not null, \`expires_at\` datetime not null, \`used_at\` datetime null);`,
    )
    this.addSql(`create index \`enrolment_token_organization_index\` on \`enrolment_token\` (\`organization\`);`)

    this.addSql(
      `create table \`inventory_part\` (\`job\` text not null, \`part\` integer not null, \`parts\` integer not null, \`accounts\` json not null, primary key (\`job\`, \`part\`));`,
    )

    this.addSql(
      `create table \`job_offer\` (\`job\` text not null, \`attempt\` integer not null, \`agent\` text not null, \`fence\` integer not null, \`hash\` text not null, \`envelope\` json not null, \`offered_at\` datetime not null, primary key (\`job\`, \`attempt\`));`,
    )
    this.addSql(`create unique index \`job_offer_hash_unique\` on \`job_offer\` (\`hash\`);`)

    this.addSql(
      `create table \`job\` (\`id\` text not null primary key, \`organization\` text not null, \`case_id\` text null, \`person\` text null, \`app\` text not null, \`event\` text not null, \`state\` text not null, \`account\` json null, \`steps\` json not null, \`rules\` json not null, \`agent\` text null, \`attempt\` integer not null, \`fence\` integer not null, \`lease_until\` datetime null, \`cancellation\` text null, \`not_before\` datetime not null, \`failure\` text null, \`outcome\` json null, \`created_at\` datetime not null, \`started_at\` datetime null, \`finished_at\` datetime null);`,
    )
    this.addSql(`create index \`job_organization_index\` on \`job\` (\`organization\`);`)
    this.addSql(`create index \`job_case_id_index\` on \`job\` (\`case_id\`);`)
    this.addSql(`create index \`job_agent_index\` on \`job\` (\`agent\`);`)
    this.addSql(`create index \`job_state_not_before_index\` on \`job\` (\`state\`, \`not_before\`);`)
    this.addSql(`create index \`job_organization_app_state_index\` on \`job\` (\`organization\`, \`app\`, \`state\`);`)

    this.addSql(
      `create table \`ledger_entry\` (\`organization\` text not null, \`position\` integer not null, \`type\` text not null, \`topic\` text null, \`leaf\` blob not null, primary key (\`organization\`, \`position\`));`,
    )
    this.addSql(`create index \`ledger_entry_topic_index\` on \`ledger_entry\` (\`topic\`);`)
    this.addSql(
      `create trigger \`ledger_entry_is_append_only_update\` BEFORE UPDATE on \`ledger_entry\` for each ROW begin select raise(abort, 'ledger entries are never changed or deleted'); end;`,
    )
    this.addSql(
      `create trigger \`ledger_entry_is_append_only_delete\` BEFORE DELETE on \`ledger_entry\` for each ROW begin select raise(abort, 'ledger entries are never changed or deleted'); end;`,
    )

    this.addSql(`create table \`ledger_head\` (\`organization\` text not null primary key, \`size\` integer not null);`)

    this.addSql(
      `create table \`ledger_tile\` (\`organization\` text not null, \`level\` integer not null, \`position\` integer not null, \`hashes\` blob not null, primary key (\`organization\`, \`level\`, \`position\`));`,
    )
    this.addSql(
      `create trigger \`ledger_tile_is_kept\` BEFORE DELETE on \`ledger_tile\` for each ROW begin select raise(abort, 'ledger tiles are never deleted'); end;`,
    )
    this.addSql(`create trigger \`ledger_tile_only_grows\` BEFORE UPDATE on \`ledger_tile\` for each ROW
  when substr(new.hashes, 1, length(old.hashes)) <> old.hashes or new.organization <> old.organization or new.level <> old.level or new.position <> old.position begin select raise(abort, 'ledger tiles only grow'); end;`)

    this.addSql(
      `create table \`member\` (\`id\` text not null primary key, \`organization\` text not null, \`name\` text not null, \`role\` text not null, \`token_hash\` text not null, \`created_at\` datetime not null);`,
    )
    this.addSql(`create index \`member_organization_index\` on \`member\` (\`organization\`);`)
    this.addSql(`create unique index \`member_token_hash_unique\` on \`member\` (\`token_hash\`);`)

    this.addSql(
      `create table \`organization\` (\`id\` text not null primary key, \`name\` text not null, \`log_origin\` text not null, \`created_at\` datetime not null);`,
    )
    this.addSql(`create unique index \`organization_log_origin_unique\` on \`organization\` (\`log_origin\`);`)

    this.addSql(
      `create table \`outgoing_frame\` (\`agent\` text not null, \`sequence\` integer not null, \`frame\` json not null, \`created_at\` datetime not null, primary key (\`agent\`, \`sequence\`));`,
    )

    this.addSql(
      `create table \`person\` (\`id\` text not null primary key, \`organization\` text not null, \`source\` text not null, \`person_key\` text not null, \`facts\` json not null, \`facts_digest\` text not null, \`presence\` text not null, \`missing_since\` datetime null, \`status\` text not null, \`recorded_at\` datetime not null, \`wake_at\` datetime null, \`needs_planning\` integer not null);`,
    )
    this.addSql(`create index \`person_organization_index\` on \`person\` (\`organization\`);`)
    this.addSql(`create index \`person_organization_needs_planning_index\` on \`person\` (\`organization\`, \`needs_planning\`);`)
    this.addSql(`create index \`person_wake_at_index\` on \`person\` (\`wake_at\`);`)
    this.addSql(
      `create unique index \`person_organization_source_person_key_unique\` on \`person\` (\`organization\`, \`source\`, \`person_key\`);`,
    )

    this.addSql(
      `create table \`policy_version\` (\`id\` text not null primary key, \`organization\` text not null, \`number\` integer not null, \`digest\` text not null, \`document\` text not null, \`active\` integer not null, \`created_by\` text not null, \`created_at\` datetime not null);`,
    )
    this.addSql(`create index \`policy_version_organization_active_index\` on \`policy_version\` (\`organization\`, \`active\`);`)
    this.addSql(`create unique index \`policy_version_organization_number_unique\` on \`policy_version\` (\`organization\`, \`number\`);`)

    this.addSql(
      `create table \`receipt\` (\`id\` text not null primary key, \`organization\` text not null, \`agent\` text not null, \`sequence\` integer not null, \`job\` text null, \`case_id\` text null, \`fenced\` integer not null, \`hash\` text not null, \`envelope\` json not null, \`disclosures\` json not null, \`received_at\` datetime not null);`,
    )
    this.addSql(`create index \`receipt_organization_index\` on \`receipt\` (\`organization\`);`)
    this.addSql(`create index \`receipt_job_index\` on \`receipt\` (\`job\`);`)
    this.addSql(`create index \`receipt_case_id_index\` on \`receipt\` (\`case_id\`);`)
    this.addSql(`create unique index \`receipt_hash_unique\` on \`receipt\` (\`hash\`);`)
    this.addSql(`create unique index \`receipt_agent_sequence_unique\` on \`receipt\` (\`agent\`, \`sequence\`);`)

    this.addSql(
      `create table \`snapshot\` (\`id\` text not null primary key, \`organization\` text not null, \`source\` text not null, \`status\` text not null, \`baseline\` integer not null, \`rows\` integer not null, \`sha256\` text not null, \`filled_columns\` json not null, \`reasons\` json not null, \`received_at\` datetime not null, \`position\` integer not null);`,
    )
    this.addSql(`create index \`snapshot_organization_index\` on \`snapshot\` (\`organization\`);`)
    this.addSql(`create index \`snapshot_source_index\` on \`snapshot\` (\`source\`);`)

    this.addSql(
      `create table \`source\` (\`id\` text not null primary key, \`organization\` text not null, \`name\` text not null, \`kind\` text not null, \`date_format\` text not null, \`created_at\` datetime not null);`,
    )
    this.addSql(`create index \`source_organization_index\` on \`source\` (\`organization\`);`)
    this.addSql(`create unique index \`source_organization_name_unique\` on \`source\` (\`organization\`, \`name\`);`)
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`account\`;`)
    this.addSql(`drop table if exists \`agent\`;`)
    this.addSql(`drop table if exists \`app_fence\`;`)
    this.addSql(`drop table if exists \`lifecycle_case\`;`)
    this.addSql(`drop table if exists \`ledger_disclosure\`;`)
    this.addSql(`drop table if exists \`enrolment_token\`;`)
    this.addSql(`drop table if exists \`inventory_part\`;`)
    this.addSql(`drop table if exists \`job_offer\`;`)
    this.addSql(`drop table if exists \`job\`;`)
    this.addSql(`drop trigger if exists \`ledger_entry_is_append_only_update\`;`)
    this.addSql(`drop trigger if exists \`ledger_entry_is_append_only_delete\`;`)
    this.addSql(`drop table if exists \`ledger_entry\`;`)
    this.addSql(`drop table if exists \`ledger_head\`;`)
    this.addSql(`drop trigger if exists \`ledger_tile_is_kept\`;`)
    this.addSql(`drop trigger if exists \`ledger_tile_only_grows\`;`)
    this.addSql(`drop table if exists \`ledger_tile\`;`)
    this.addSql(`drop table if exists \`member\`;`)
    this.addSql(`drop table if exists \`organization\`;`)
    this.addSql(`drop table if exists \`outgoing_frame\`;`)
    this.addSql(`drop table if exists \`person\`;`)
    this.addSql(`drop table if exists \`policy_version\`;`)
    this.addSql(`drop table if exists \`receipt\`;`)
    this.addSql(`drop table if exists \`snapshot\`;`)
    this.addSql(`drop table if exists \`source\`;`)
  }
}
