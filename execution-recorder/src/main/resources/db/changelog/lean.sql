--liquibase formatted sql

-- What costs more than it gives.

--changeset millrace:lists-merge-outcomes
-- A list merges the orders of the outcomes, so that it needs no order of its own; each index of an execution is written
-- when it begins and when it ends. Recorders of the release before find their lists by the others, more slowly.
drop index workflow_executions_by_owner;
drop index workflow_executions_by_workflow;
