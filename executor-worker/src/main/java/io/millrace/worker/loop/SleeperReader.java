package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.execution.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads sleepers back from the checkpoints, on a thread and with a consumer of its own so that the loop does not wait.
 * Those that are asked for together are read in the order of their offsets; no more than a bounded number is in memory
 * at a time that the loop has not taken.
 */
final class SleeperReader implements SleeperLoader {
    private static final Logger log = LoggerFactory.getLogger(SleeperReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int AT_A_TIME = 500;
    /** Reading on is cheaper than asking the broker anew. */
    private static final long NEAR = 1_000;

    private record Request(Partition partition, UUID executionId, long offset) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Inbox inbox;
    private final Semaphore room = new Semaphore(2 * AT_A_TIME);
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread thread;

    SleeperReader(String name, Map<String, Object> consumerProperties, Inbox inbox) {
        this.consumer =
                new KafkaConsumer<>(consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.inbox = inbox;
        this.thread = Thread.ofPlatform().name(name + "-sleepers").daemon().start(this::run);
    }

    @Override
    public void wake(Partition partition, Checkpoint checkpoint, Input input) {
        if (partition.sleepers.wake(checkpoint.executionId(), input)) {
            requests.add(new Request(partition, checkpoint.executionId(), checkpoint.offset()));
        }
    }

    @Override
    public void taken() {
        room.release();
    }

    private void run() {
        try {
            while (true) {
                var wanted = new ArrayList<Request>();
                wanted.add(requests.take());
                requests.drainTo(wanted, AT_A_TIME - 1);
                room.acquire(wanted.size());
                wanted.sort(Comparator.comparingInt((Request request) -> request.partition().number)
                        .thenComparingLong(Request::offset));
                int next = 0;
                while (next < wanted.size()) {
                    int number = wanted.get(next).partition().number;
                    int end = next;
                    while (end < wanted.size() && wanted.get(end).partition().number == number) {
                        end++;
                    }
                    load(number, wanted.subList(next, end));
                    next = end;
                }
            }
        } catch (InterruptedException | InterruptException e) {
            log.debug("{} ends", thread.getName());
        } finally {
            Thread.interrupted(); // closing is not to be cut short
            consumer.close();
        }
    }

    private void load(int number, List<Request> inOrder) {
        var checkpoints = new TopicPartition(Topics.CHECKPOINTS, number);
        consumer.assign(List.of(checkpoints));
        long position = -1;
        List<ConsumerRecord<byte[], byte[]>> read = List.of();
        int at = 0;
        for (Request request : inOrder) {
            if (position < 0 || request.offset() > position + NEAR) {
                consumer.seek(checkpoints, request.offset());
                position = request.offset();
                read = List.of();
                at = 0;
            }
            while (request.offset() >= position) {
                try {
                    read = consumer.poll(POLL).records(checkpoints);
                    at = 0;
                    position = consumer.position(checkpoints);
                } catch (InterruptException e) {
                    throw e;
                } catch (OffsetOutOfRangeException e) {
                    log.error("{} is no longer held", checkpoints, e);
                    position = -1;
                    break;
                } catch (KafkaException e) {
                    log.warn("cannot read {} at {}, trying again", checkpoints, request.offset(), e);
                }
            }
            while (at < read.size() && read.get(at).offset() < request.offset()) {
                at++;
            }
            inbox.send(new Inbox.Loaded(
                    request.partition(),
                    request.executionId(),
                    at < read.size() ? state(read.get(at), request) : Optional.empty()));
        }
    }

    private static Optional<ExecutionCheckpointed> state(ConsumerRecord<byte[], byte[]> record, Request request) {
        boolean same = record.offset() == request.offset()
                && new String(record.key(), UTF_8).equals(request.executionId().toString());
        if (!same || record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EventCodec.decode(record.value(), ExecutionCheckpointed.class));
        } catch (UndecodableEventException e) {
            log.error("{}-{}@{} is damaged", record.topic(), record.partition(), record.offset(), e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
