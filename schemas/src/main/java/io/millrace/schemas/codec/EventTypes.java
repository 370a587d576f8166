package io.millrace.schemas.codec;

import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CredentialDeleted;
import io.millrace.schemas.event.CredentialRefreshClaimed;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.ScheduleFired;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import java.util.List;
import org.apache.avro.Schema;

/** Every type of record that the topics hold. */
final class EventTypes {
    /** The current schema of each type. */
    static final List<Schema> ALL = List.of(
            TriggerReceived.getClassSchema(),
            CancelRequested.getClassSchema(),
            CallbackReceived.getClassSchema(),
            ExecutionDeleted.getClassSchema(),
            OwnerDeleted.getClassSchema(),
            ExecutionQueued.getClassSchema(),
            ExecutionStarted.getClassSchema(),
            NodeStarted.getClassSchema(),
            NodeAttemptFailed.getClassSchema(),
            NodeWaiting.getClassSchema(),
            CallbackKept.getClassSchema(),
            NodeCompleted.getClassSchema(),
            LogsEmitted.getClassSchema(),
            ExecutionFinished.getClassSchema(),
            ExecutionCheckpointed.getClassSchema(),
            ScheduleFired.getClassSchema(),
            KeyAccepted.getClassSchema(),
            WorkflowPublished.getClassSchema(),
            WorkflowLive.getClassSchema(),
            WorkflowDeleted.getClassSchema(),
            CredentialStored.getClassSchema(),
            CredentialRefreshed.getClassSchema(),
            CredentialRefreshClaimed.getClassSchema(),
            CredentialDeleted.getClassSchema());

    private EventTypes() {}
}
