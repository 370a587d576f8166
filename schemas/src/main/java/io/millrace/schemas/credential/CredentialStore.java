package io.millrace.schemas.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All credentials, read from the log from its start and followed from then on; encrypted until one is opened. Safe for
 * any thread.
 */
public final class CredentialStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CredentialStore.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final CredentialKeys keys;
    private final CredentialCatalog catalog = new CredentialCatalog();
    private final AtomicLong unreadable = new AtomicLong();
    private final TopicTail tail;

    /**
     * Not reading yet; its {@link #tail} is to be started.
     *
     * @param consumerProperties Kafka's own properties: where the brokers are, how to log in
     */
    public CredentialStore(Map<String, Object> consumerProperties, CredentialKeys keys) {
        this.keys = keys;
        this.tail = new TopicTail(consumerProperties, Topics.CREDENTIALS, this::handle);
    }

    /** What is known so far. */
    public CredentialCatalog catalog() {
        return catalog;
    }

    /** What reads the topic. */
    public TopicTail tail() {
        return tail;
    }

    /** How many records could not be read. */
    public long unreadable() {
        return unreadable.get();
    }

    /**
     * Decrypts a credential.
     *
     * @throws UndecryptableCredentialException if its key is not there, or it is not what was stored
     */
    public OpenCredential open(StoredCredential credential) throws UndecryptableCredentialException {
        ObjectNode data = object(keys.decrypt(
                credential.stored().getCiphertext(),
                credential.stored().getKeyId(),
                credential.binding(CredentialBinding.Content.DATA)));
        Optional<ObjectNode> token = Optional.empty();
        if (credential.token().isPresent()) {
            CredentialRefreshed refreshed = credential.token().get();
            token = Optional.of(object(keys.decrypt(
                    refreshed.getCiphertext(),
                    refreshed.getKeyId(),
                    credential.binding(CredentialBinding.Content.TOKEN))));
        }
        return new OpenCredential(credential.id(), credential.type(), data, token);
    }

    private static ObjectNode object(byte[] plain) throws UndecryptableCredentialException {
        try {
            if (JSON.readTree(plain) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Its message would repeat a piece of the secret.
            log.error("a decrypted credential is not JSON");
        }
        throw new UndecryptableCredentialException("what was encrypted is no JSON object");
    }

    private void handle(ConsumerRecord<byte[], byte @Nullable []> record) {
        String key = new String(record.key(), UTF_8);
        try {
            Optional<SpecificRecord> value =
                    record.value() == null ? Optional.empty() : Optional.of(EventCodec.decode(record.value()));
            catalog.apply(key, value);
        } catch (UndecodableEventException | RuntimeException e) {
            // One bad record must not take everybody else's credentials away.
            unreadable.incrementAndGet();
            log.error("cannot apply the record {} of {} at offset {}", key, record.topic(), record.offset(), e);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
