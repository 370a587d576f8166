package io.millrace.notifier.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notifier.NotifierSettings;
import io.millrace.web.Heap;
import io.millrace.web.WebSettings;
import java.time.Clock;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the stream together. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {
    /** Repeats come within seconds; so many are some megabytes. */
    private static final int TRIGGERS_REMEMBERED = 50_000;

    @Bean
    StreamMetrics streamMetrics(MeterRegistry registry) {
        return new StreamMetrics(registry);
    }

    /** Named for its place in the answer of the health endpoint. */
    @Bean
    StreamStatus stream(Clock clock, StreamMetrics metrics) {
        return new StreamStatus(clock, metrics);
    }

    @Bean
    Window window(NotifierSettings settings, StreamMetrics metrics) {
        NotifierSettings.Stream stream = settings.stream();
        // Nearly full of what is kept, a heap is collected again and again.
        long bytes = Math.min(stream.windowSize().toBytes(), Heap.share(15));
        var limits = new Window.Limits(stream.windowRecords(), bytes, stream.linger());
        var window = new Window(limits, System::nanoTime);
        metrics.watch(window);
        return window;
    }

    @Bean
    KafkaHistory history(NotifierSettings settings, LogClients clients, StreamMetrics metrics) {
        NotifierSettings.Stream stream = settings.stream();
        long bytes = Math.min(stream.replaySize().toBytes(), Heap.share(4));
        var limits = new SharedReplay.Limits(stream.replayRecords(), bytes, stream.replayTimeout());
        return new KafkaHistory(clients, stream.replays(), limits, metrics);
    }

    @Bean
    KafkaDeadLetterBox deadLetterBox(KafkaProperties kafka, StreamMetrics metrics) {
        return new KafkaDeadLetterBox(kafka.buildProducerProperties(), metrics);
    }

    @Bean
    LogClients logClients(KafkaProperties kafka, DeadLetterBox deadLetters) {
        return new LogClients(
                kafka.buildConsumerProperties(),
                kafka.buildAdminProperties(),
                deadLetters,
                new Repeats(TRIGGERS_REMEMBERED));
    }

    @Bean(initMethod = "start")
    LiveReader liveReader(
            LogClients clients,
            WebSettings web,
            NotifierSettings settings,
            Window window,
            StreamMetrics metrics,
            StreamStatus status) {
        var warmUp = new LiveReader.WarmUp(
                settings.stream().warmUp(), settings.stream().windowRecords());
        return new LiveReader(clients, web.topics().partitions(), warmUp, window, metrics, status);
    }

    @Bean
    EventStream eventStream(
            NotifierSettings settings,
            WebSettings web,
            Window window,
            KafkaHistory history,
            DeadLetterBox deadLetters,
            StreamMetrics metrics) {
        NotifierSettings.Stream stream = settings.stream();
        return new EventStream(new EventStream.Sources(
                window,
                history,
                new MessageEncoder(new Previews(
                        (int) stream.previewSize().toBytes(), web.publicUrls().recorder())),
                deadLetters,
                metrics));
    }
}
