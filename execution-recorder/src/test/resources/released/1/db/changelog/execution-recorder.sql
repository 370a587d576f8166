--liquibase formatted sql

-- The query model. What is here is folded from the topics and can be made again from them as far back as they reach.
-- The user that runs this owns everything and writes; a second user, made when the service starts, only reads.

--changeset millrace:enums
create type execution_status as enum
    ('queued', 'running', 'waiting', 'success', 'failed', 'partial', 'cancelled', 'timed_out');
create type node_status as enum
    ('running', 'waiting', 'success', 'failed', 'skipped', 'cancelled', 'timed_out');
create type trigger_kind as enum
    ('webhook', 'manual', 'schedule', 'subWorkflow', 'rerun', 'failure');
create type log_level as enum
    ('debug', 'info', 'warn', 'error');

--changeset millrace:history
-- History is partitioned by the day on which the execution was created; the service makes the partitions. There are no
-- foreign keys: they cost several times the insert, and they would forbid dropping a partition.
-- Payloads are json, not jsonb: it keeps the bytes.
create table workflow_executions (
    id                  uuid             not null,
    created_at          timestamptz(3)   not null,
    owner_id            text             not null,
    workflow_id         text             not null,
    workflow_version    int              not null,
    test                boolean          not null,
    status              execution_status not null,
    sequence            int              not null,
    -- What came with the trigger: unknown until the record that carries it is here.
    kind                trigger_kind,
    trigger_node        text,
    trigger_data        json,
    started_by          text,
    labels              jsonb,
    parent_execution_id uuid,
    parent_node_id      text,
    parent_iteration    text,
    rerun_of_id         uuid,
    rerun_from          text,
    started_at          timestamptz(3),
    -- What came with the end.
    finished_at         timestamptz(3),
    output              json,
    error               json,
    path                text[],
    nodes_executed      int,
    primary key (id, created_at)
) partition by range (created_at);
create index workflow_executions_by_owner
    on workflow_executions (owner_id, created_at desc, id desc);
create index workflow_executions_by_workflow
    on workflow_executions (owner_id, workflow_id, created_at desc, id desc);

create table node_execution_results (
    execution_id       uuid           not null,
    created_at         timestamptz(3) not null,
    node_id            text           not null,
    -- Zero-based indices of the loops around the node, joined by dots; empty at top level.
    iteration          text           not null,
    owner_id           text           not null,
    sequence           int            not null,
    status             node_status    not null,
    name               text,
    type               text,
    -- The attempt that runs or ran last, and those before it that failed.
    attempt            int            not null,
    attempt_started_at timestamptz(3),
    failed_attempts    json[]         not null,
    started_at         timestamptz(3),
    finished_at        timestamptz(3),
    output_name        text,
    output             json,
    error              json,
    primary key (execution_id, created_at, node_id, iteration)
) partition by range (created_at);

create table execution_logs (
    execution_id uuid           not null,
    created_at   timestamptz(3) not null,
    sequence     int            not null,
    line         int            not null,
    owner_id     text           not null,
    time         timestamptz(3) not null,
    level        log_level      not null,
    node_id      text,
    iteration    text           not null,
    message      text           not null,
    data         json,
    primary key (execution_id, created_at, sequence, line)
) partition by range (created_at);

--changeset millrace:deletions
-- What must not come back, whatever is still read: an execution counts as deleted only for its own workflow and owner.
create table deleted_executions (
    execution_id uuid        not null,
    workflow_id  text        not null,
    owner_id     text        not null,
    deleted_at   timestamptz not null,
    primary key (execution_id, workflow_id, owner_id)
);
-- All that the owner had until then.
create table deleted_owners (
    owner_id   text        not null primary key,
    deleted_at timestamptz not null
);

--changeset millrace:definitions
create table workflows (
    id           text           not null primary key,
    owner_id     text           not null,
    name         text           not null,
    revision     int            not null,
    live_version int,
    deleted      boolean        not null,
    updated_at   timestamptz(3) not null
);
create index workflows_by_owner on workflows (owner_id, id);

create table workflow_versions (
    workflow_id    text           not null,
    version        int            not null,
    owner_id       text           not null,
    publication_id uuid           not null,
    definition     json           not null,
    published_by   text           not null,
    published_at   timestamptz(3) not null,
    primary key (workflow_id, version)
);

--changeset millrace:compression splitStatements:false
-- Payloads are compressed with lz4, which costs a fraction of pglz. Servers can be built without it (the embedded one
-- is), and keep their own.
do $$
begin
    if (select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression') then
        alter table workflow_executions
            alter column trigger_data set compression lz4,
            alter column output set compression lz4,
            alter column error set compression lz4;
        alter table node_execution_results
            alter column output set compression lz4,
            alter column error set compression lz4,
            alter column failed_attempts set compression lz4;
        alter table execution_logs
            alter column message set compression lz4,
            alter column data set compression lz4;
        alter table workflow_versions
            alter column definition set compression lz4;
    end if;
end
$$;

--changeset millrace:offsets
-- How far each partition of a topic is folded. Epoch names the life of the log that the offset belongs to.
-- A row is updated with every batch: room beside it keeps those updates in its page.
create table recorder_offsets (
    topic     text   not null,
    partition int    not null,
    next      bigint not null,
    epoch     text   not null,
    primary key (topic, partition)
) with (fillfactor = 20);

--changeset millrace:security
-- Forced, so that the owner too sees only what a policy shows it: everything, by a policy of its own. Everybody else
-- sees the rows of the owner that the transaction names in millrace.owner, and none when it names nobody.
alter table workflow_executions enable row level security;
alter table workflow_executions force row level security;
create policy recorder on workflow_executions to current_user using (true) with check (true);
create policy reader on workflow_executions for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));

alter table node_execution_results enable row level security;
alter table node_execution_results force row level security;
create policy recorder on node_execution_results to current_user using (true) with check (true);
create policy reader on node_execution_results for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));

alter table execution_logs enable row level security;
alter table execution_logs force row level security;
create policy recorder on execution_logs to current_user using (true) with check (true);
create policy reader on execution_logs for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));

alter table workflows enable row level security;
alter table workflows force row level security;
create policy recorder on workflows to current_user using (true) with check (true);
create policy reader on workflows for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));

alter table workflow_versions enable row level security;
alter table workflow_versions force row level security;
create policy recorder on workflow_versions to current_user using (true) with check (true);
create policy reader on workflow_versions for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));
