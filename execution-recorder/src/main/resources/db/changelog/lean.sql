--liquibase formatted sql

-- What costs more than it gives.

--changeset millrace:lists-merge-outcomes
-- A list merges the orders of the outcomes, so that it needs no order of its own; each index of an execution is written
-- when it begins and when it ends. Recorders of the release before find their lists by the others, more slowly.
drop index workflow_executions_by_owner;
drop index workflow_executions_by_workflow;

--changeset millrace:only-what-differs
-- Next to no node has an attempt before its last one: an empty array was 13 bytes of each result. Null is none now, and
-- attempt_started_at is null where it is started_at.
alter table node_execution_results alter column failed_attempts drop not null;

--changeset millrace:bodies-once
-- What a trigger node hands on is in the trigger's data already. Null is no.
alter table node_execution_results add column output_is_trigger_body boolean;
