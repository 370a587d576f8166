--liquibase formatted sql

-- What belongs to an execution and is kept beside its rows: payloads that are too long for them, and labels to search by.

--changeset millrace:payloads
create table execution_payloads (
    execution_id uuid           not null,
    created_at   timestamptz(3) not null,
    -- Empty, like the iteration, for the execution's own.
    node_id      text           not null,
    iteration    text           not null,
    part         text           not null check (part in ('trigger', 'output')),
    owner_id     text           not null,
    content      json           not null,
    primary key (execution_id, created_at, node_id, iteration, part)
) partition by range (created_at);

-- Where a size is given, in bytes, the whole is in execution_payloads, and here is a JSON string with its beginning.
alter table workflow_executions
    add trigger_data_size int,
    add output_size       int;
alter table node_execution_results
    add output_size       int;

--changeset millrace:labels
-- In this order, because a list by label is read from its newest end and goes no further than its page.
create table execution_labels (
    owner_id     text           not null,
    name         text           not null,
    value        text           not null,
    created_at   timestamptz(3) not null,
    execution_id uuid           not null,
    primary key (owner_id, name, value, created_at, execution_id)
) partition by range (created_at);

--changeset millrace:compression-apart splitStatements:false
do $$
begin
    if (select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression') then
        alter table execution_payloads alter column content set compression lz4;
    end if;
end
$$;

--changeset millrace:security-apart
alter table execution_payloads enable row level security;
alter table execution_payloads force row level security;
create policy recorder on execution_payloads to current_user using (true) with check (true);
create policy reader on execution_payloads for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));

alter table execution_labels enable row level security;
alter table execution_labels force row level security;
create policy recorder on execution_labels to current_user using (true) with check (true);
create policy reader on execution_labels for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));
