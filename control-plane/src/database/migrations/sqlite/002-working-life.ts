import { Migration } from '@mikro-orm/migrations'

export class WorkingLifeSqliteMigration extends Migration {
  override name = '002-working-life'

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`access_exception\` (\`id\` text not null primary key, \`organization\` text not null, \`person\` text not null, \`kind\` text not null, \`app\` text not null, \`entitlement\` text null, \`reason\` text not null, \`until\` datetime not null, \`created_by\` text null, \`created_at\` datetime not null, \`closed_at\` datetime null);`,
    )
    this.addSql(`create index \`access_exception_person_index\` on \`access_exception\` (\`person\`);`)
    this.addSql(`create index \`access_exception_organization_until_index\` on \`access_exception\` (\`organization\`, \`until\`);`)

    this.addSql(
      `create table \`app_listing\` (\`organization\` text not null, \`app\` text not null, \`requested_at\` datetime null, \`completed_at\` datetime null, \`next_at\` datetime not null, \`accept_fall\` text null, primary key (\`organization\`, \`app\`));`,
    )
    this.addSql(`create index \`app_listing_next_at_index\` on \`app_listing\` (\`next_at\`);`)

    this.addSql(
      `create table \`approval_request\` (\`id\` text not null primary key, \`organization\` text not null, \`case_id\` text not null, \`subject\` text not null, \`requested_by\` json not null, \`plan_hash\` text not null, \`effects\` json not null, \`scope\` json not null, \`facts_digest\` text not null, \`route\` text not null, \`owner\` text null, \`approvers\` json not null, \`needed\` integer not null, \`state\` text not null, \`created_at\` datetime not null, \`escalate_at\` datetime not null, \`escalated_at\` datetime null, \`expires_at\` datetime not null, \`decided_at\` datetime null);`,
    )
    this.addSql(`create index \`approval_request_case_id_index\` on \`approval_request\` (\`case_id\`);`)
    this.addSql(`create index \`approval_request_subject_index\` on \`approval_request\` (\`subject\`);`)
    this.addSql(`create index \`approval_request_organization_state_index\` on \`approval_request\` (\`organization\`, \`state\`);`)
    this.addSql(`create index \`approval_request_state_escalate_at_index\` on \`approval_request\` (\`state\`, \`escalate_at\`);`)

    this.addSql(
      `create table \`approval_vote\` (\`approval\` text not null, \`member\` text not null, \`decision\` text not null, \`reason\` text null, \`signed\` json null, \`at\` datetime not null, primary key (\`approval\`, \`member\`));`,
    )

    this.addSql(
      `create table \`approver_key\` (\`id\` text not null primary key, \`organization\` text not null, \`member\` text not null, \`name\` text not null, \`kind\` text not null, \`public_key\` text not null, \`credential\` text null, \`counter\` integer not null default 0, \`created_at\` datetime not null, \`revoked_at\` datetime null);`,
    )
    this.addSql(`create index \`approver_key_member_index\` on \`approver_key\` (\`member\`);`)

    this.addSql(
      `create table \`notice\` (\`id\` text not null primary key, \`organization\` text not null, \`kind\` text not null, \`key\` text not null, \`person\` text null, \`recipients\` json not null, \`details\` json not null, \`at\` datetime not null, \`seen_at\` datetime null);`,
    )
    this.addSql(`create index \`notice_organization_at_index\` on \`notice\` (\`organization\`, \`at\`);`)
    this.addSql(`create unique index \`notice_organization_key_unique\` on \`notice\` (\`organization\`, \`key\`);`)

    this.addSql(
      `create table \`person_order\` (\`id\` text not null primary key, \`organization\` text not null, \`person\` text not null, \`kind\` text not null, \`reason\` text not null, \`state\` text not null, \`until\` text null, \`past_end\` text null, \`requested_by\` text not null, \`requested_at\` datetime not null, \`confirmed_by\` text null, \`active_at\` datetime null, \`ended_by\` text null, \`ended_at\` datetime null, \`agreed_at\` datetime null, \`asked_at\` datetime null);`,
    )
    this.addSql(`create index \`person_order_person_index\` on \`person_order\` (\`person\`);`)
    this.addSql(`create index \`person_order_organization_state_index\` on \`person_order\` (\`organization\`, \`state\`);`)

    this.addSql(
      `create table \`person_version\` (\`person\` text not null, \`recorded_at\` datetime not null, \`organization\` text not null, \`facts\` json not null, \`presence\` text not null, \`redacted\` json not null, \`superseded_at\` datetime not null, primary key (\`person\`, \`recorded_at\`));`,
    )
    this.addSql(
      `create index \`person_version_organization_superseded_at_index\` on \`person_version\` (\`organization\`, \`superseded_at\`);`,
    )

    this.addSql(
      `create table \`question\` (\`id\` text not null primary key, \`organization\` text not null, \`kind\` text not null, \`key\` text not null, \`person\` text null, \`account\` text null, \`app\` text null, \`details\` json not null, \`state\` text not null, \`answer\` text null, \`reason\` text null, \`answered_by\` text null, \`created_at\` datetime not null, \`answered_at\` datetime null);`,
    )
    this.addSql(`create index \`question_person_index\` on \`question\` (\`person\`);`)
    this.addSql(`create index \`question_organization_state_index\` on \`question\` (\`organization\`, \`state\`);`)
    this.addSql(`create unique index \`question_organization_key_unique\` on \`question\` (\`organization\`, \`key\`);`)

    this.addSql(
      `create table \`reserved_address\` (\`organization\` text not null, \`key\` text not null, \`person\` text not null, \`until\` datetime not null, primary key (\`organization\`, \`key\`));`,
    )
    this.addSql(`create index \`reserved_address_person_index\` on \`reserved_address\` (\`person\`);`)

    this.addSql(
      `create table \`scheduled_instant\` (\`person\` text not null, \`kind\` text not null, \`about\` text not null, \`organization\` text not null, \`at\` datetime not null, \`date\` text null, \`zone\` text null, primary key (\`person\`, \`kind\`, \`about\`));`,
    )
    this.addSql(`create index \`scheduled_instant_organization_at_index\` on \`scheduled_instant\` (\`organization\`, \`at\`);`)

    this.addSql(
      `create table \`task_proof\` (\`task\` text not null primary key, \`name\` text not null, \`type\` text not null, \`bytes\` blob not null);`,
    )

    this.addSql(
      `create table \`task\` (\`id\` text not null primary key, \`organization\` text not null, \`case_id\` text not null, \`person\` text not null, \`app\` text null, \`key\` text not null, \`title\` text not null, \`instructions\` text not null, \`account\` json null, \`steps\` json not null, \`stage\` integer not null, \`assignee\` json not null, \`assigned_to\` text null, \`state\` text not null, \`created_at\` datetime not null, \`due_at\` datetime not null, \`escalated_at\` datetime null, \`settled_by\` text null, \`settled_at\` datetime null, \`reason\` text null, \`proof\` text null);`,
    )
    this.addSql(`create index \`task_case_id_index\` on \`task\` (\`case_id\`);`)
    this.addSql(`create index \`task_person_index\` on \`task\` (\`person\`);`)
    this.addSql(`create index \`task_organization_state_index\` on \`task\` (\`organization\`, \`state\`);`)
    this.addSql(`create index \`task_person_key_index\` on \`task\` (\`person\`, \`key\`);`)

    this.addSql(`alter table \`account\` add column \`link_score\` integer null;`)
    this.addSql(`alter table \`account\` add column \`link_verified\` integer not null default true;`)
    this.addSql(`alter table \`account\` add column \`type\` text not null default 'person';`)
    this.addSql(`alter table \`account\` add column \`responsible\` text null;`)
    this.addSql(`alter table \`account\` add column \`protected\` integer not null default false;`)
    this.addSql(`alter table \`account\` add column \`signed_in\` text null;`)
    this.addSql(`alter table \`account\` add column \`given\` json not null default '[]';`)
    this.addSql(`alter table \`account\` add column \`suspended_by\` text null;`)
    this.addSql(`alter table \`account\` add column \`suspended_for\` text null;`)
    this.addSql(`alter table \`account\` add column \`suspended_at\` datetime null;`)
    this.addSql(`alter table \`account\` add column \`remembered\` json null;`)
    this.addSql(`alter table \`account\` add column \`first_seen_at\` datetime null;`)

    this.addSql(`alter table \`lifecycle_case\` add column \`order_id\` text null;`)
    this.addSql(`alter table \`lifecycle_case\` add column \`agreed_at\` datetime null;`)
    this.addSql(`alter table \`lifecycle_case\` add column \`held_until\` datetime null;`)
    this.addSql(`alter table \`lifecycle_case\` add column \`waived\` json not null default '[]';`)
    this.addSql(`create index \`lifecycle_case_organization_ledger_from_index\` on \`lifecycle_case\` (\`organization\`, \`ledger_from\`);`)

    this.addSql(`alter table \`job\` add column \`stage\` integer not null default 0;`)
    this.addSql(`alter table \`job\` add column \`requires\` json not null default '[]';`)
    this.addSql(`alter table \`job\` add column \`waits_until\` datetime null;`)
    this.addSql(`alter table \`job\` add column \`approval\` text null;`)
    this.addSql(`alter table \`job\` add column \`approvals\` json not null default '[]';`)
    this.addSql(`create index \`job_approval_index\` on \`job\` (\`approval\`);`)

    this.addSql(`alter table \`member\` add column \`person\` text null;`)
    this.addSql(`alter table \`member\` add column \`removed_at\` datetime null;`)

    this.addSql(`alter table \`organization\` add column \`time_zones\` text null;`)

    this.addSql(`alter table \`person\` add column \`redacted\` json not null default '[]';`)
    this.addSql(`alter table \`person\` add column \`snapshots_missed\` integer not null default 0;`)
    this.addSql(`alter table \`person\` add column \`said_to_have_left\` integer not null default false;`)
    this.addSql(`alter table \`person\` add column \`continues\` text null;`)
    this.addSql(`alter table \`person\` add column \`first_recorded_at\` datetime null;`)
    this.addSql(`create index \`person_continues_index\` on \`person\` (\`continues\`);`)

    this.addSql(`alter table \`policy_version\` add column \`activated_at\` datetime null;`)
    this.addSql(`alter table \`policy_version\` add column \`activated_by\` text null;`)
    this.addSql(`alter table \`policy_version\` add column \`based_on\` text null;`)
    this.addSql(`alter table \`policy_version\` add column \`approved_by\` json not null default '[]';`)

    this.addSql(`alter table \`snapshot\` add column \`redacted\` json not null default '[]';`)
    // What was planned before there were tasks, stages, approvals and whole chains of reasons has none of them.
    this.addSql(`
      update lifecycle_case set plan = json_set(plan, '$.tasks', json('[]'), '$.lost', json('[]'), '$.approval', json('null'), '$.apps', json((
        select json_group_array(json_set(app.value, '$.stage', 0, '$.requires', json('[]'), '$.approval', json('null'), '$.steps', json((
          select json_group_array(json_set(step.value, '$.why', json('[]')) order by step.key) from json_each(app.value, '$.steps') as step
        ))) order by app.key) from json_each(plan, '$.apps') as app
      )));
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
        json_extract(receipt.value, '$.outcome') as outcome,
        json_extract(job.steps, '$[' || json_extract(receipt.value, '$.index') || '].verb') as verb, json_extract(job.steps, '$[' || json_extract(receipt.value, '$.index') || '].entitlement') as entitlement
      from job cross join json_each(job.outcome) as receipt
      join account
        on account.organization = job.organization and account.app = job.app and (account.native_id = json_extract(job.account, '$.nativeId')
          or (json_extract(job.account, '$.nativeId') is null and account.person = job.person and account.linked_by in ('created', 'external_id')))
      where job.event in ('joiner', 'mover', 'leaver') and json_extract(receipt.value, '$.outcome') in ('changed', 'already');
    `)
    this.addSql(`create index done_step_account_index on done_step (account);`)
    this.addSql(`
      update account set given = (
        select json_group_array(entitlement order by entitlement) from (
          select entitlement from done_step where done_step.account = account.id and verb = 'entitlement.grant'
          intersect select value as entitlement from json_each(account.entitlements)
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
        select json_group_array(entitlement order by entitlement) from (
          select value as entitlement from json_each(account.entitlements)
          union select entitlement from done_step where done_step.account = account.id
            and case_id = account.suspended_by and verb = 'entitlement.revoke' and outcome = 'changed'
        ) as listed
      )
      where suspended_for = 'leaver';
    `)
    this.addSql(`drop table done_step;`)
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`access_exception\`;`)
    this.addSql(`drop table if exists \`app_listing\`;`)
    this.addSql(`drop table if exists \`approval_request\`;`)
    this.addSql(`drop table if exists \`approval_vote\`;`)
    this.addSql(`drop table if exists \`approver_key\`;`)
    this.addSql(`drop table if exists \`notice\`;`)
    this.addSql(`drop table if exists \`person_order\`;`)
    this.addSql(`drop table if exists \`person_version\`;`)
    this.addSql(`drop table if exists \`question\`;`)
    this.addSql(`drop table if exists \`reserved_address\`;`)
    this.addSql(`drop table if exists \`scheduled_instant\`;`)
    this.addSql(`drop table if exists \`task_proof\`;`)
    this.addSql(`drop table if exists \`task\`;`)

    this.addSql(`alter table \`account\` drop column \`link_score\`;`)
    this.addSql(`alter table \`account\` drop column \`link_verified\`;`)
    this.addSql(`alter table \`account\` drop column \`type\`;`)
    this.addSql(`alter table \`account\` drop column \`responsible\`;`)
    this.addSql(`alter table \`account\` drop column \`protected\`;`)
    this.addSql(`alter table \`account\` drop column \`signed_in\`;`)
    this.addSql(`alter table \`account\` drop column \`given\`;`)
    this.addSql(`alter table \`account\` drop column \`suspended_by\`;`)
    this.addSql(`alter table \`account\` drop column \`suspended_for\`;`)
    this.addSql(`alter table \`account\` drop column \`suspended_at\`;`)
    this.addSql(`alter table \`account\` drop column \`remembered\`;`)
    this.addSql(`alter table \`account\` drop column \`first_seen_at\`;`)

    this.addSql(`drop index \`job_approval_index\`;`)
    this.addSql(`alter table \`job\` drop column \`stage\`;`)
    this.addSql(`alter table \`job\` drop column \`requires\`;`)
    this.addSql(`alter table \`job\` drop column \`waits_until\`;`)
    this.addSql(`alter table \`job\` drop column \`approval\`;`)
    this.addSql(`alter table \`job\` drop column \`approvals\`;`)

    this.addSql(`drop index \`lifecycle_case_organization_ledger_from_index\`;`)
    this.addSql(`alter table \`lifecycle_case\` drop column \`order_id\`;`)
    this.addSql(`alter table \`lifecycle_case\` drop column \`agreed_at\`;`)
    this.addSql(`alter table \`lifecycle_case\` drop column \`held_until\`;`)
    this.addSql(`alter table \`lifecycle_case\` drop column \`waived\`;`)

    this.addSql(`alter table \`member\` drop column \`person\`;`)
    this.addSql(`alter table \`member\` drop column \`removed_at\`;`)

    this.addSql(`alter table \`organization\` drop column \`time_zones\`;`)

    this.addSql(`drop index \`person_continues_index\`;`)
    this.addSql(`alter table \`person\` drop column \`redacted\`;`)
    this.addSql(`alter table \`person\` drop column \`snapshots_missed\`;`)
    this.addSql(`alter table \`person\` drop column \`said_to_have_left\`;`)
    this.addSql(`alter table \`person\` drop column \`continues\`;`)
    this.addSql(`alter table \`person\` drop column \`first_recorded_at\`;`)

    this.addSql(`alter table \`policy_version\` drop column \`activated_at\`;`)
    this.addSql(`alter table \`policy_version\` drop column \`activated_by\`;`)
    this.addSql(`alter table \`policy_version\` drop column \`based_on\`;`)
    this.addSql(`alter table \`policy_version\` drop column \`approved_by\`;`)

    this.addSql(`alter table \`snapshot\` drop column \`redacted\`;`)
  }
}
