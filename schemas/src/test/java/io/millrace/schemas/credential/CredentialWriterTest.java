package io.millrace.schemas.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Patience;
import io.millrace.fixture.Servers;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.CredentialStored;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real broker: the protocol is the broker's. */
class CredentialWriterTest {
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", Servers.kafka());
    private static final CredentialKeys KEYS =
            CredentialKeys.ofBase64(List.of(Base64.getEncoder().encodeToString(new byte[CredentialKeys.KEY_BYTES])));

    private final String owner = "owner-" + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void createTopics() throws Exception {
        try (Admin admin = Admin.create(KAFKA)) {
            TopicProvisioner.ensure(
                    admin,
                    Topics.all(Topics.DEFAULT_PARTITIONS).stream()
                            .filter(topic -> topic.name().equals(Topics.CREDENTIALS))
                            .toList());
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    private record Instance(CredentialStore store, CredentialWriter writer) {}

    @Test
    void whoeverWritesKnowsWhatWasWrittenBefore() throws Exception {
        Instance one = process();
        Instance other = process();

        one.writer().change(catalog -> List.of(CredentialChange.of(stored("a", 1))));
        assertThat(one.store().catalog().find(owner, "a")).isPresent();
        other.writer().change(catalog -> {
            assertThat(catalog.find(owner, "a")).isPresent();
            return List.of(CredentialChange.of(stored("a", 2)));
        });
        // It does not know yet that it was overtaken; its first attempt is fenced, the next one knows.
        one.writer().change(catalog -> List.of(CredentialChange.of(stored("a", count(catalog) + 1))));
        assertThat(count(one.store().catalog())).isEqualTo(3);
    }

    @Test
    void noChangeIsLostWhenManyAreMadeAtOnce() throws Exception {
        int each = 5;
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Instance process = process();
            work.add(() -> {
                for (int k = 0; k < each; k++) {
                    process.writer().change(catalog -> List.of(CredentialChange.of(stored("n", count(catalog) + 1))));
                }
                return each;
            });
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> done : threads.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(each);
            }
        }

        // An outcome that was not known may have counted twice, never not at all.
        Instance later = process();
        later.writer().change(catalog -> {
            assertThat(count(catalog)).isGreaterThanOrEqualTo(3 * each);
            return List.of();
        });
    }

    @Test
    void whatIsStoredIsOpened() throws Exception {
        Instance process = process();
        var binding = new CredentialBinding(owner, "s", new UUID(0, 1), CredentialBinding.Content.DATA);
        process.writer()
                .change(catalog -> List.of(CredentialChange.of(CredentialStored.newBuilder(stored("s", 1))
                        .setVersion(binding.version())
                        .setCiphertext(KEYS.encrypt("{\"token\":\"canary\"}".getBytes(UTF_8), binding))
                        .build())));

        StoredCredential stored = process.store().catalog().find(owner, "s").orElseThrow();
        assertThat(process.store().open(stored).text("token")).isEqualTo("canary");
        assertThat(process.store().unreadable()).isZero();
    }

    @Test
    void everythingIsEncryptedAnewWhileItIsUsed() throws Exception {
        Instance before = process();
        var binding = new CredentialBinding(owner, "old", new UUID(0, 1), CredentialBinding.Content.DATA);
        CredentialStored old = CredentialStored.newBuilder(stored("old", 1))
                .setVersion(binding.version())
                .setCiphertext(KEYS.encrypt("{\"token\":\"canary\"}".getBytes(UTF_8), binding))
                .build();
        before.writer().change(catalog -> List.of(CredentialChange.of(old)));

        byte[] key = new byte[CredentialKeys.KEY_BYTES];
        key[0] = 1;
        String newKey = Base64.getEncoder().encodeToString(key);
        String oldKey = Base64.getEncoder().encodeToString(new byte[CredentialKeys.KEY_BYTES]);
        CredentialKeys both = CredentialKeys.ofBase64(List.of(newKey, oldKey));
        Instance rotating = process(both);
        rotating.writer().change(catalog -> List.of()); // has read all there is
        var result = new CredentialRotation(rotating.store(), rotating.writer(), both).run();
        assertThat(result.rotated()).isPositive();

        Instance after = process(CredentialKeys.ofBase64(List.of(newKey)));
        after.writer().change(catalog -> List.of());
        StoredCredential rotated = after.store().catalog().find(owner, "old").orElseThrow();
        assertThat(after.store().open(rotated).text("token")).isEqualTo("canary");
        assertThat(rotated.version()).isEqualTo(old.getVersion());
        assertThat(rotated.updatedAt()).isEqualTo(old.getTime());
        assertThat(new CredentialRotation(rotating.store(), rotating.writer(), both)
                        .run()
                        .rotated())
                .as("a second time finds nothing to do")
                .isZero();
    }

    /** The name counts. */
    private int count(CredentialCatalog catalog) {
        Optional<StoredCredential> found = catalog.all(owner).findFirst();
        return found.map(credential -> Integer.parseInt(credential.name())).orElse(0);
    }

    private CredentialStored stored(String id, int name) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return CredentialStored.newBuilder()
                .setOwnerId(owner)
                .setCredentialId(id)
                .setVersion(UUID.randomUUID())
                .setName(Integer.toString(name))
                .setType("bearer")
                .setKeyId(KEYS.primaryId())
                .setCiphertext(java.nio.ByteBuffer.allocate(0))
                .setCreatedAt(now)
                .setTime(now)
                .build();
    }

    private Instance process() {
        return process(KEYS);
    }

    private Instance process(CredentialKeys keys) {
        var store = new CredentialStore(KAFKA, keys);
        open.add(store);
        store.tail().start();
        var writer = new CredentialWriter(KAFKA, KAFKA, store, new EventRecords("test"), Patience.LONG);
        open.add(writer);
        return new Instance(store, writer);
    }
}
