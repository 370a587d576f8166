package io.millrace.schemas.workflow;

/** What a record of the definitions topic did to the catalog. */
public sealed interface CatalogChange {

    /** It won: this is the workflow now. */
    record Applied(WorkflowState workflow) implements CatalogChange {}

    /** It changed nothing. */
    record Ignored(Reason reason) implements CatalogChange {}

    /** It only took away a record that is not needed. */
    record Tombstone() implements CatalogChange {}

    /** Why a record is ignored. */
    enum Reason {
        /** Another change with this or a higher revision came first: its publisher tombstones it and may try again. */
        STALE_REVISION,
        /** The workflow's id belongs to another owner. */
        OTHER_OWNER,
        /** It changes a workflow that was never published. */
        UNKNOWN_WORKFLOW,
        /** It makes a version live that does not exist. */
        UNKNOWN_VERSION,
        /** It is not a record of this topic. */
        UNKNOWN_RECORD
    }
}
