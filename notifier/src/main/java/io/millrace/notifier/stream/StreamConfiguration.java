package io.millrace.notifier.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notifier.NotifierSettings;
import io.millrace.web.WebSettings;
import java.time.Clock;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the stream together. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {
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
    Window window(NotifierSettings settings) {
        return new Window(
                settings.stream().windowRecords(),
                settings.stream().windowSize().toBytes());
    }

    @Bean
    KafkaDeadLetterBox deadLetterBox(KafkaProperties kafka, StreamMetrics metrics) {
        return new KafkaDeadLetterBox(kafka.buildProducerProperties(), metrics);
    }

    @Bean
    LogClients logClients(KafkaProperties kafka, DeadLetterBox deadLetters) {
        return new LogClients(kafka.buildConsumerProperties(), kafka.buildAdminProperties(), deadLetters);
    }

    @Bean(initMethod = "start")
    LiveReader liveReader(
            LogClients clients, WebSettings web, Window window, StreamMetrics metrics, StreamStatus status) {
        return new LiveReader(clients, web.topics().partitions(), window, metrics, status);
    }

    @Bean
    EventStream eventStream(
            NotifierSettings settings,
            WebSettings web,
            Window window,
            LogClients clients,
            DeadLetterBox deadLetters,
            StreamMetrics metrics) {
        NotifierSettings.Stream stream = settings.stream();
        return new EventStream(new EventStream.Sources(
                window,
                new KafkaHistory(clients, stream.replays(), stream.replayTimeout()),
                new MessageEncoder(new Previews(
                        (int) stream.previewSize().toBytes(), web.publicUrls().recorder())),
                deadLetters,
                metrics,
                stream.replayRecords()));
    }
}
