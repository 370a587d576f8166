--liquibase formatted sql

-- What is needed to let go of what is old.

--changeset millrace:deletions-by-creation
-- When the deleted execution was created, as its id says: a version 7 id to the millisecond, a version 8 id to the day.
-- Its marker goes with the partition of that time.
alter table deleted_executions
    add created_at timestamptz generated always as (
        case uuid_extract_version(execution_id)
            when 7 then uuid_extract_timestamp(execution_id)
            when 8 then to_timestamp(('x' || left(execution_id::text, 4))::bit(16)::int * 86400.0)
        end) stored;
create index deleted_executions_by_creation on deleted_executions (created_at);

--changeset millrace:statistics-by-age
create index execution_statistics_by_age on execution_statistics (grain, bucket);
