--liquibase formatted sql

-- What lists are read by. Under row-level security an index serves only conditions whose operators are known not to
-- leak; those of enum types are not, so what is asked for by status or kind is kept as a number beside it.

--changeset millrace:searchable-numbers
-- 0 until the end, so that the updates before it stay in their page.
alter table workflow_executions
    add outcome smallint generated always as (case status
        when 'success' then 1
        when 'failed' then 2
        when 'partial' then 3
        when 'cancelled' then 4
        when 'timed_out' then 5
        else 0 end) stored,
    add kind_number smallint generated always as (case kind
        when 'webhook' then 0
        when 'manual' then 1
        when 'schedule' then 2
        when 'subWorkflow' then 3
        when 'rerun' then 4
        when 'failure' then 5 end) stored;

--changeset millrace:searchable-lists
create index workflow_executions_by_outcome
    on workflow_executions (owner_id, outcome, created_at desc, id desc);
create index workflow_executions_by_workflow_outcome
    on workflow_executions (owner_id, workflow_id, outcome, created_at desc, id desc);
-- Most are of webhooks, no tests and started by nobody: a list of the others would be long in coming.
create index workflow_executions_by_kind
    on workflow_executions (owner_id, kind_number, created_at desc, id desc) where kind_number > 0;
create index workflow_executions_of_tests
    on workflow_executions (owner_id, created_at desc, id desc) where test;
create index workflow_executions_by_starter
    on workflow_executions (owner_id, started_by, created_at desc, id desc) where started_by is not null;
-- For those who may read everybody's.
create index workflow_executions_of_all
    on workflow_executions (outcome, created_at desc, id desc);

--changeset millrace:searchable-errors splitStatements:false
-- The words of an error, and whose it is, so that a search reads no other owner's.
create function error_words(owner_id text, error json) returns tsvector
    language plpgsql immutable strict set search_path = pg_catalog
as $$
begin
    return array_to_tsvector(array['=' || md5(owner_id)])
        || to_tsvector('simple'::regconfig, coalesce(error ->> 'type', '') || ' ' || left(error ->> 'message', 10000));
exception when data_exception or program_limit_exceeded then
    -- A row is not refused because it cannot be searched.
    return array_to_tsvector(array['=' || md5(owner_id)]);
end
$$;

-- A search reads what waits to be indexed as well, so that it must not be much (kilobytes).
create index workflow_executions_by_error
    on workflow_executions using gin (error_words(owner_id, error)) with (gin_pending_list_limit = 256)
    where error is not null;

-- Matching text may leak, so under row-level security no index serves it: this runs as the tables' owner, and asks for
-- the reader's own rows itself. What is null is not asked for.
create function search_errors(
    words text, workflow text, outcomes smallint[], statuses text[], kind_is smallint, test_is boolean, starter text,
    label_names text[], label_values text[], since timestamptz, until timestamptz, after_time timestamptz,
    after_id uuid, count int) returns table (id uuid, created_at timestamptz)
    language plpgsql stable security definer
    set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    set enable_sort = on
as $$
declare
    reader text := nullif(current_setting('millrace.owner', true), '');
    everything boolean := coalesce(current_setting('millrace.all_owners', true), '') = 'on';
    wanted tsquery := websearch_to_tsquery('simple'::regconfig, words);
begin
    if numnode(wanted) = 0 or (reader is null and not everything) then
        return;
    end if;
    if reader is not null then
        wanted := ('''=' || md5(reader) || '''')::tsquery && wanted;
    end if;
    return query
        select e.id, e.created_at::timestamptz
        from workflow_executions e
        where e.error is not null
            and error_words(e.owner_id, e.error) @@ wanted
            and (reader is null or e.owner_id = reader)
            and (workflow is null or e.workflow_id = workflow)
            and (outcomes is null or e.outcome = any (outcomes))
            and (statuses is null or e.status::text = any (statuses))
            and (kind_is is null or e.kind_number = kind_is)
            and (test_is is null or e.test = test_is)
            and (starter is null or e.started_by = starter)
            and (since is null or e.created_at >= since)
            and (until is null or e.created_at < until)
            and (after_time is null or (e.created_at, e.id) < (after_time, after_id))
            and (label_names is null or not exists (
                select from unnest(label_names, label_values) as wanted_label (name, value)
                where not exists (
                    select from execution_labels l
                    where l.owner_id = e.owner_id and l.name = wanted_label.name and l.value = wanted_label.value
                        and l.created_at = e.created_at and l.execution_id = e.id)))
        order by e.created_at desc, e.id desc
        limit count;
end
$$;

revoke all on function search_errors from public;

--changeset millrace:searchable-by-admins splitStatements:false
-- Who may read all says so in the transaction; the service lets only admins.
do $$
declare
    readable text;
begin
    foreach readable in array array['workflow_executions', 'node_execution_results', 'execution_logs',
        'execution_payloads', 'execution_labels', 'workflows', 'workflow_versions', 'execution_statistics',
        'trigger_statistics']
    loop
        execute format('create policy admin on %I for select using (current_setting(''millrace.all_owners'', true) = ''on'')',
            readable);
    end loop;
end
$$;
