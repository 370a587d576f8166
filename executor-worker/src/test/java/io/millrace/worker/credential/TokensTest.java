package io.millrace.worker.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.fixture.OAuthServer;
import io.millrace.fixture.Patience;
import io.millrace.fixture.Servers;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.credential.CredentialBinding;
import io.millrace.schemas.credential.CredentialChange;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import io.millrace.schemas.oauth.TokenEndpoint;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.worker.node.CredentialException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several workers, a real broker and a server that takes a refresh token once. */
class TokensTest {
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", Servers.kafka());
    private static final CredentialKeys KEYS =
            CredentialKeys.ofBase64(List.of(Base64.getEncoder().encodeToString(new byte[CredentialKeys.KEY_BYTES])));

    private final String owner = "owner-" + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();
    private OAuthServer server;

    private record Worker(
            CredentialStore store, CredentialWriter writer, Tokens tokens, StoredCredentials credentials) {}

    @BeforeEach
    void start() throws Exception {
        server = new OAuthServer();
        open.add(server);
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

    @Test
    void aClientsTokenIsFetchedOnceForAllWorkers() throws Exception {
        List<Worker> workers = List.of(worker(), worker());
        store(workers.getFirst(), "oauth2ClientCredentials", "");

        assertThat(accessTokens(workers, 3)).hasSize(6).containsOnly("access-canary-1");
        assertThat(server.grants()).containsExactly("client_credentials");

        OpenCredential refused = open(workers.getFirst());
        server.revoke();
        assertThat(token(workers.getFirst().credentials().renew(owner, refused).orElseThrow()))
                .isEqualTo("access-canary-2");
        assertThat(token(workers.getLast().credentials().renew(owner, refused).orElseThrow()))
                .as("the one that the other worker fetched")
                .isEqualTo("access-canary-2");
        assertThat(server.grants()).hasSize(2);
    }

    @Test
    void aUsersTokenIsRenewedByOneWorkerBeforeItsEnd() throws Exception {
        List<Worker> workers = List.of(worker(), worker());
        store(workers.getFirst(), "oauth2AuthorizationCode", "\"authorizeUrl\": \"https://a.example\", ");
        assertThatThrownBy(() -> open(workers.getFirst()))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("is not authorized yet");

        // What the gateway would have stored: a token that ends in a moment.
        authorize(workers.getFirst(), Duration.ofSeconds(10));
        for (Worker worker : workers) {
            var upkeep =
                    new TokenUpkeep(worker.store(), worker.tokens(), new SimpleMeterRegistry(), Duration.ofMillis(200));
            open.add(upkeep);
            upkeep.start();
        }
        await().until(() -> !server.grants().isEmpty());
        await().until(() -> token(open(workers.getLast())).equals("access-canary-2"));
        assertThat(accessTokens(workers, 2)).containsOnly("access-canary-2");
        assertThat(server.grants()).containsExactly("refresh_token");
    }

    @Test
    void aRefreshTokenThatACrashLostIsAskedForOnceByEachWorker() throws Exception {
        List<Worker> workers = List.of(worker(), worker());
        store(workers.getFirst(), "oauth2AuthorizationCode", "\"authorizeUrl\": \"https://a.example\", ");
        authorize(workers.getFirst(), Duration.ofSeconds(-1));
        // A worker was given the next token, and died before it had written it down.
        try (var endpoint = new TokenEndpoint(List.of("127.0.0.1"))) {
            endpoint.refresh(stored(workers.getFirst()), "refresh-canary-1");
        }

        for (Worker worker : workers) {
            var upkeep =
                    new TokenUpkeep(worker.store(), worker.tokens(), new SimpleMeterRegistry(), Duration.ofMillis(50));
            open.add(upkeep);
            upkeep.start();
        }
        for (Worker worker : workers) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> open(worker))
                        .isInstanceOf(CredentialException.class)
                        .hasMessage("the credential 'api' must be authorized again, as the OAuth server takes its"
                                + " refresh token no longer (invalid_grant): POST /credentials/api/authorize")
                        .satisfies(e -> assertThat(((CredentialException) e).retryable())
                                .isFalse());
            }
            assertThat(worker.tokens().lost()).isEqualTo(1);
        }
        assertThat(server.grants()).as("what was lost, and once each").hasSize(1 + workers.size());

        authorize(workers.getFirst(), Duration.ofHours(1));
        for (Worker worker : workers) {
            await().until(() -> worker.tokens().lost() == 0);
            assertThat(token(open(worker))).isEqualTo("access-canary-1");
        }
        assertThat(server.grants()).hasSize(1 + workers.size());
    }

    @Test
    void aCallThatIsRefusedNamesTheCredentialThatMustBeAuthorizedAgain() throws Exception {
        Worker worker = worker();
        store(worker, "oauth2AuthorizationCode", "\"authorizeUrl\": \"https://a.example\", ");
        authorize(worker, Duration.ofHours(1));
        OpenCredential refused = open(worker);
        server.revokeRefresh();

        assertThatThrownBy(() -> worker.credentials().renew(owner, refused))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("the credential 'api' must be authorized again");
    }

    private List<String> accessTokens(List<Worker> workers, int each) throws Exception {
        List<Callable<String>> work = new ArrayList<>();
        for (Worker worker : workers) {
            for (int i = 0; i < each; i++) {
                work.add(() -> token(open(worker)));
            }
        }
        List<String> found = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> done : threads.invokeAll(work)) {
                found.add(done.get());
            }
        }
        return found;
    }

    private OpenCredential stored(Worker worker) throws Exception {
        return worker.store().open(worker.store().catalog().find(owner, "api").orElseThrow());
    }

    private OpenCredential open(Worker worker) throws InterruptedException {
        return worker.credentials().open(owner, new CredentialName.ById("api"), "credential");
    }

    private static String token(OpenCredential credential) {
        return credential.token().orElseThrow().path("accessToken").stringValue();
    }

    private void store(Worker worker, String type, String more) throws Exception {
        String data = "{%s\"tokenUrl\": \"%s/token\", \"clientId\": \"%s\", \"clientSecret\": \"%s\"}"
                .formatted(more, server.url(), OAuthServer.CLIENT_ID, OAuthServer.CLIENT_SECRET);
        var binding = new CredentialBinding(owner, "api", UUID.randomUUID(), CredentialBinding.Content.DATA);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        worker.writer()
                .change(catalog -> List.of(CredentialChange.of(CredentialStored.newBuilder()
                        .setOwnerId(owner)
                        .setCredentialId("api")
                        .setVersion(binding.version())
                        .setName("api")
                        .setType(type)
                        .setKeyId(KEYS.primaryId())
                        .setCiphertext(KEYS.encrypt(data.getBytes(UTF_8), binding))
                        .setCreatedAt(now)
                        .setTime(now)
                        .build())));
    }

    /** As if it had just been half of its life. */
    private void authorize(Worker worker, Duration left) throws Exception {
        server.prime();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        worker.writer().change(catalog -> {
            var stored = catalog.find(owner, "api").orElseThrow();
            return List.of(CredentialChange.of(CredentialRefreshed.newBuilder()
                    .setOwnerId(owner)
                    .setCredentialId("api")
                    .setVersion(stored.version())
                    .setKeyId(KEYS.primaryId())
                    .setCiphertext(KEYS.encrypt(
                            "{\"accessToken\":\"access-canary-1\",\"refreshToken\":\"refresh-canary-1\"}"
                                    .getBytes(UTF_8),
                            stored.binding(CredentialBinding.Content.TOKEN)))
                    .setExpiresAt(now.plus(left))
                    .setTime(now.minus(Duration.ofMinutes(1)))
                    .build()));
        });
    }

    private Worker worker() {
        var store = new CredentialStore(KAFKA, KEYS);
        open.add(store);
        store.tail().start();
        var writer = new CredentialWriter(KAFKA, KAFKA, store, new EventRecords("test"), Patience.LONG);
        open.add(writer);
        var endpoint = new TokenEndpoint(List.of("127.0.0.1"));
        open.add(endpoint);
        var tokens = new Tokens(store, writer, KEYS, endpoint, Clock.systemUTC());
        open.add(tokens);
        return new Worker(store, writer, tokens, new StoredCredentials(store, new TopicEnd(KAFKA), tokens));
    }
}
