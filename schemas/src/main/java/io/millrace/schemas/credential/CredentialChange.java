package io.millrace.schemas.credential;

import io.millrace.schemas.event.CredentialDeleted;
import io.millrace.schemas.event.CredentialRefreshClaimed;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * A change of credentials, as the record to write.
 *
 * @param key the record's key
 */
public record CredentialChange(String key, SpecificRecord event, String ownerId, Instant time) {
    public static CredentialChange of(CredentialStored event) {
        return new CredentialChange(
                CredentialRecordKeys.credential(event.getOwnerId(), event.getCredentialId()),
                event,
                event.getOwnerId(),
                event.getTime());
    }

    public static CredentialChange of(CredentialRefreshed event) {
        return new CredentialChange(
                CredentialRecordKeys.token(event.getOwnerId(), event.getCredentialId()),
                event,
                event.getOwnerId(),
                event.getTime());
    }

    public static CredentialChange of(CredentialRefreshClaimed event) {
        return new CredentialChange(
                CredentialRecordKeys.claim(event.getOwnerId(), event.getCredentialId()),
                event,
                event.getOwnerId(),
                event.getTime());
    }

    public static CredentialChange of(CredentialDeleted event) {
        return new CredentialChange(
                CredentialRecordKeys.credential(event.getOwnerId(), event.getCredentialId()),
                event,
                event.getOwnerId(),
                event.getTime());
    }
}
