package io.millrace.gateway.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.topic.Place;
import io.millrace.schemas.topic.Topics;
import io.millrace.web.PeriodicTask;
import io.millrace.web.WebSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds out every second how far the workers are, away from all requests. */
@Component
final class LagSampler extends PeriodicTask {
    private static final Logger log = LoggerFactory.getLogger(LagSampler.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int WINDOW = 10;

    /** How far all partitions were together, and when, in nanoseconds. */
    private record Progress(long position, long time) {}

    private final Admin admin;
    private final Backlog backlog;
    private final Counter failures;
    private final Map<TopicPartition, OffsetSpec> ends;
    private final Deque<Progress> window = new ArrayDeque<>();
    private boolean failing;

    LagSampler(Admin admin, Backlog backlog, WebSettings settings, MeterRegistry meters) {
        super(Thread.ofVirtual().name("lag-sampler"), PERIOD);
        this.admin = admin;
        this.backlog = backlog;
        this.failures = Counter.builder("millrace.backlog.failures")
                .description("times that the workers' lag could not be found out; then no trigger is refused for it")
                .register(meters);
        this.ends = IntStream.range(0, settings.topics().partitions())
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(Topics.TRIGGERS, partition), partition -> OffsetSpec.latest()));
    }

    @Override
    protected void runOnce() throws InterruptedException {
        try {
            backlog.update(Optional.of(sample()));
            if (failing) {
                log.info("the workers' lag is known again");
            }
            failing = false;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            backlog.update(Optional.empty());
            window.clear();
            failures.increment();
            if (!failing) {
                log.warn("the workers' lag is not known, so nobody is refused for it", e);
            }
            failing = true;
        }
    }

    private Lag sample() throws InterruptedException, ExecutionException, TimeoutException {
        // Places first: what comes in between counts as waiting, never the other way round.
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(Topics.WORKER_GROUP)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        Map<TopicPartition, ListOffsetsResultInfo> latest =
                admin.listOffsets(ends).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        List<Long> lags = new ArrayList<>();
        long positions = 0;
        for (int i = 0; i < ends.size(); i++) {
            var partition = new TopicPartition(Topics.TRIGGERS, i);
            OffsetAndMetadata place = committed.get(partition);
            if (place == null) {
                lags.add(0L);
                continue;
            }
            long position = Place.of(place).position();
            positions += position;
            ListOffsetsResultInfo end = latest.get(partition);
            lags.add(end == null ? 0L : Math.max(0, end.offset() - position));
        }
        return new Lag(lags, drain(positions));
    }

    private double drain(long positions) {
        long now = System.nanoTime();
        window.addLast(new Progress(positions, now));
        if (window.size() > WINDOW) {
            window.removeFirst();
        }
        Progress first = window.getFirst();
        long elapsed = now - first.time();
        return elapsed <= 0 ? 0 : (positions - first.position()) * 1e9 / elapsed;
    }
}
