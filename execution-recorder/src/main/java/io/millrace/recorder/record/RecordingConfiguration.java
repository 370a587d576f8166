package io.millrace.recorder.record;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.database.Migration;
import io.millrace.recorder.finished.FinishedExecutions;
import io.millrace.web.WebSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the loops together: some for the history, one for the definitions, so that neither waits for the other. */
@Configuration(proxyBeanMethods = false)
class RecordingConfiguration {
    @Bean
    KafkaClients kafkaClients(KafkaProperties properties) {
        return new KafkaClients(properties);
    }

    /** Begins when the readers' connections are told of: they are like the owner's, which it uses. */
    @Bean(initMethod = "begin")
    @DependsOn("queryDataSource")
    Preparation preparation(Migration migration, KafkaClients kafka, WebSettings contract) {
        return new Preparation(migration, kafka, contract.topics().partitions());
    }

    @Bean
    Recording recording(
            KafkaClients kafka,
            Preparation preparation,
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            FinishedExecutions finished,
            MeterRegistry registry,
            RecorderSettings settings) {
        Clock clock = Clock.systemUTC();
        var metrics = new RecordingMetrics(registry, clock);
        var positions = new Positions(kafka, new OffsetTable(jdbc), transaction);
        var partitions = new HistoryPartitions(jdbc, transaction, clock, settings.history());
        var rows = new HistoryRows(new LongPayloads(settings.recording().payloadThreshold()), metrics);
        var history = new HistorySink(jdbc, transaction, partitions, rows, finished, metrics);
        var definitions = new DefinitionsSink(jdbc, transaction, metrics);
        RecorderSettings.Recording recording = settings.recording();
        var upkeep = new Upkeep(
                preparation,
                partitions,
                new Retention(jdbc, transaction, partitions, metrics),
                new StatisticsPruning(jdbc, clock, settings.history()),
                metrics,
                settings.history());
        List<Loop<?>> loops = new ArrayList<>();
        for (int number = 1; number <= recording.loops(); number++) {
            loops.add(
                    new Loop<>("history-" + number, history, preparation, kafka, positions, metrics, recording, clock));
        }
        loops.add(new Loop<>("definitions", definitions, preparation, kafka, positions, metrics, recording, clock));
        return new Recording(loops, upkeep);
    }
}
