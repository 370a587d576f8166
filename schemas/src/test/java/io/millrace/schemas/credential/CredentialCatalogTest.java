package io.millrace.schemas.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.CredentialDeleted;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import io.millrace.schemas.workflow.CredentialName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CredentialCatalogTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    private final CredentialCatalog catalog = new CredentialCatalog();

    @Test
    void theLastStoreCountsAndOwnersDoNotMeet() {
        store("ada", "stripe", "bearer", FIRST);
        store("ada", "stripe", "basic", SECOND);
        store("bob", "stripe", "header", FIRST);

        assertThat(catalog.find("ada", "stripe").orElseThrow().type()).isEqualTo("basic");
        assertThat(catalog.find("bob", "stripe").orElseThrow().type()).isEqualTo("header");
        assertThat(catalog.find("eve", "stripe")).isEmpty();
        assertThat(catalog.all("ada")).hasSize(1);
        assertThat(catalog.all()).hasSize(2);

        delete("ada", "stripe");
        assertThat(catalog.find("ada", "stripe")).isEmpty();
        assertThat(catalog.find("bob", "stripe")).isPresent();
    }

    @Test
    void aTokenBelongsToTheVersionThatItNames() {
        refresh("ada", "hubspot", FIRST); // compaction may leave a token before the credential that was encrypted anew
        store("ada", "hubspot", "oauth2AuthorizationCode", FIRST);
        assertThat(catalog.find("ada", "hubspot").orElseThrow().token()).isPresent();

        store("ada", "hubspot", "oauth2AuthorizationCode", SECOND);
        assertThat(catalog.find("ada", "hubspot").orElseThrow().token()).isEmpty();

        refresh("ada", "hubspot", SECOND);
        assertThat(catalog.find("ada", "hubspot").orElseThrow().token()).isPresent();
        catalog.apply(CredentialRecordKeys.token("ada", "hubspot"), Optional.empty());
        assertThat(catalog.find("ada", "hubspot").orElseThrow().token()).isEmpty();
    }

    @Test
    void aTypeNamesTheOnlyOneOfIt() {
        var bearer = new CredentialName.ByType("bearer");
        assertThat(catalog.find("ada", bearer)).isEqualTo(new CredentialMatch.Missing());

        store("ada", "b", "bearer", FIRST);
        store("ada", "c", "basic", FIRST);
        store("bob", "d", "bearer", FIRST);
        assertThat(catalog.find("ada", bearer)).isInstanceOfSatisfying(CredentialMatch.Found.class, found -> assertThat(
                        found.credential().id())
                .isEqualTo("b"));

        store("ada", "a", "bearer", FIRST);
        assertThat(catalog.find("ada", bearer)).isEqualTo(new CredentialMatch.Ambiguous(List.of("a", "b")));
        assertThat(catalog.find("ada", new CredentialName.ById("b"))).isInstanceOf(CredentialMatch.Found.class);
    }

    @Test
    void noOwnersKeyIsAnothers() {
        assertThat(CredentialRecordKeys.token("a", "b")).isEqualTo("a/b/token");
        assertThat(CredentialRecordKeys.credential("a/b", "token")).isEqualTo("a%2Fb/token");
        assertThat(CredentialRecordKeys.credential("a%2Fb", "token")).isEqualTo("a%252Fb/token");
    }

    private void store(String owner, String id, String type, UUID version) {
        catalog.apply(
                CredentialRecordKeys.credential(owner, id),
                Optional.of(CredentialStored.newBuilder()
                        .setOwnerId(owner)
                        .setCredentialId(id)
                        .setVersion(version)
                        .setName(id)
                        .setType(type)
                        .setKeyId("k")
                        .setCiphertext(ByteBuffer.allocate(0))
                        .setCreatedAt(TIME)
                        .setTime(TIME)
                        .build()));
    }

    private void refresh(String owner, String id, UUID version) {
        catalog.apply(
                CredentialRecordKeys.token(owner, id),
                Optional.of(CredentialRefreshed.newBuilder()
                        .setOwnerId(owner)
                        .setCredentialId(id)
                        .setVersion(version)
                        .setKeyId("k")
                        .setCiphertext(ByteBuffer.allocate(0))
                        .setExpiresAt(null)
                        .setTime(TIME)
                        .build()));
    }

    private void delete(String owner, String id) {
        catalog.apply(
                CredentialRecordKeys.credential(owner, id),
                Optional.of(CredentialDeleted.newBuilder()
                        .setOwnerId(owner)
                        .setCredentialId(id)
                        .setTime(TIME)
                        .build()));
    }
}
