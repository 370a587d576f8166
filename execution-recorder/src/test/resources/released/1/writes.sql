-- What a recorder of this release writes, statement by statement, with the values in place of its arrays.
create table if not exists workflow_executions_20260102 (like workflow_executions including all) with (fillfactor = 80);
alter table workflow_executions attach partition workflow_executions_20260102
    for values from ('2026-01-02 00:00:00Z') to ('2026-01-03 00:00:00Z');
create table if not exists node_execution_results_20260102 (like node_execution_results including all) with (fillfactor = 80);
alter table node_execution_results attach partition node_execution_results_20260102
    for values from ('2026-01-02 00:00:00Z') to ('2026-01-03 00:00:00Z');
create table if not exists execution_logs_20260102 (like execution_logs including all) with (fillfactor = 80);
alter table execution_logs attach partition execution_logs_20260102
    for values from ('2026-01-02 00:00:00Z') to ('2026-01-03 00:00:00Z');
insert into recorder_offsets (topic, partition, next, epoch) values ('execution.triggers', 0, 5, 'e') on conflict do nothing;
update recorder_offsets o set next = n.next from unnest(array['execution.triggers'], array[0], array[5::bigint], array[7::bigint])
    as n (topic, partition, read, next) where o.topic = n.topic and o.partition = n.partition and o.next = n.read;
insert into deleted_executions (execution_id, workflow_id, owner_id, deleted_at)
    values ('019b7c24-6400-7000-8000-0000000000dd', 'orders', 'ann', '2026-01-02 10:00:00Z') on conflict do nothing;
insert into deleted_owners as r (owner_id, deleted_at) values ('zoe', '2026-01-02 10:00:00Z')
    on conflict (owner_id) do update set deleted_at = greatest(r.deleted_at, excluded.deleted_at);
insert into workflow_executions as r (id, created_at, owner_id, workflow_id, workflow_version, test, status, sequence, kind,
        trigger_node, trigger_data, labels, started_at, finished_at, output, error, path, nodes_executed)
    values ('019b7c24-6400-7000-8000-000000000001', '2026-01-02 10:00:00Z', 'ann', 'orders', 1, false, 'failed', 4, 'webhook',
        'hook', '{"body":{"a":1,"a":2}}', '{"order":"7"}', '2026-01-02 10:00:01Z', '2026-01-02 10:00:02Z', null,
        '{"type":"http-status","message":"HTTP 503 from the warehouse","failedNodes":["price"],"path":["hook","price"]}',
        array['hook', 'price'], 2)
    on conflict (id, created_at) do update set
        status = case when r.status < 'success' then excluded.status else r.status end,
        finished_at = coalesce(r.finished_at, excluded.finished_at);
insert into node_execution_results as r (execution_id, created_at, node_id, iteration, owner_id, sequence, status, name, type,
        attempt, failed_attempts, started_at, finished_at, output_name, output, error)
    values ('019b7c24-6400-7000-8000-000000000001', '2026-01-02 10:00:00Z', 'price', '', 'ann', 3, 'failed', 'Price', 'http', 1,
        '{}', '2026-01-02 10:00:01Z', '2026-01-02 10:00:02Z', null, null, '{"type":"http-status","message":"HTTP 503"}')
    on conflict (execution_id, created_at, node_id, iteration) do update set sequence = excluded.sequence;
insert into execution_logs (execution_id, created_at, sequence, line, owner_id, time, level, node_id, iteration, message)
    values ('019b7c24-6400-7000-8000-000000000001', '2026-01-02 10:00:00Z', 2, 0, 'ann', '2026-01-02 10:00:01Z', 'info', 'price',
        '', 'asking the warehouse') on conflict do nothing;
insert into workflows (id, owner_id, name, revision, live_version, deleted, updated_at)
    values ('orders', 'ann', 'Orders', 1, 1, false, '2026-01-02 09:00:00Z') on conflict do nothing;
insert into workflow_versions (workflow_id, version, owner_id, publication_id, definition, published_by, published_at)
    values ('orders', 1, 'ann', '019b7c24-6400-7000-8000-0000000000aa', '{"nodes":[]}', 'ann', '2026-01-02 09:00:00Z')
    on conflict do nothing;
