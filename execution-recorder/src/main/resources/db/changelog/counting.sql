--liquibase formatted sql

-- How an execution is counted.

--changeset millrace:counted
-- The status that the execution has in the counts. It is not that of the row where a recorder wrote that does not count,
-- before an upgrade or during one: whoever counts next sets it right.
alter table workflow_executions
    add counted execution_status;
