--liquibase formatted sql

-- How an execution is counted.

--changeset millrace:counted
-- The status that the execution has in the counts. It is not that of the row where a recorder wrote that does not count,
-- before an upgrade or during one: whoever counts next sets it right.
alter table workflow_executions
    add counted execution_status;

--changeset millrace:durations-in-one-row
-- How many took how long, one number for each slot that is not empty: the count times 1024 plus the slot. In the counts'
-- own row, because a year of an owner's days is then 365 rows that lie anywhere, and not sixty times as many.
alter table execution_statistics
    add slots bigint[];
