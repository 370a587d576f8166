--liquibase formatted sql

-- Counted in the transactions that write the history, and not lowered when history is dropped.

--changeset millrace:statistics
-- How many of the executions that were created in this minute, hour or day are in each status now. Every execution is in
-- one row of each grain, so that a long time costs few rows. Rows are updated with every batch: room beside them keeps
-- those updates in their page.
create table execution_statistics (
    owner_id        text           not null,
    grain           text           not null check (grain in ('minute', 'hour', 'day')),
    workflow_id     text           not null,
    test            boolean        not null,
    bucket          timestamptz(0) not null,
    queued          bigint         not null,
    running         bigint         not null,
    waiting         bigint         not null,
    success         bigint         not null,
    failed          bigint         not null,
    partial         bigint         not null,
    cancelled       bigint         not null,
    timed_out       bigint         not null,
    -- Of those that started and ended.
    durations       bigint         not null,
    duration_ms_sum bigint         not null,
    primary key (owner_id, grain, workflow_id, test, bucket)
) with (fillfactor = 50);

-- Of all time.
create table trigger_statistics (
    owner_id    text           not null,
    workflow_id text           not null,
    test        boolean        not null,
    kind        trigger_kind   not null,
    total       bigint         not null,
    last_at     timestamptz(3) not null,
    primary key (owner_id, workflow_id, test, kind)
) with (fillfactor = 50);

--changeset millrace:statistics-security
alter table execution_statistics enable row level security;
alter table execution_statistics force row level security;
create policy recorder on execution_statistics to current_user using (true) with check (true);
create policy reader on execution_statistics for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));

alter table trigger_statistics enable row level security;
alter table trigger_statistics force row level security;
create policy recorder on trigger_statistics to current_user using (true) with check (true);
create policy reader on trigger_statistics for select
    using (owner_id = nullif(current_setting('millrace.owner', true), ''));
