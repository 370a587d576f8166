package io.millrace.recorder.rebuild;

import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.rebuild.Rebuild.Mode;
import io.millrace.recorder.rebuild.Rebuild.Report;
import io.millrace.recorder.record.HistoryFold;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code rebuild [--verify]}: makes the history anew from what the topics still have, or says where it differs from
 * them. It takes the recorder's own settings.
 */
public final class RebuildCommand {
    private static final Logger log = LoggerFactory.getLogger(RebuildCommand.class);
    private static final String VERIFY = "--verify";
    private static final int MOST_SHOWN = 100;

    private RebuildCommand() {}

    /** What the recorder's settings mean, without the recorder. */
    @EnableAutoConfiguration
    @EnableConfigurationProperties(RecorderSettings.class)
    static class Wiring {}

    /** Ends with status 1 where a comparison found differences, 2 where it could not be done. */
    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    /** Does it and prints what it came to; returns the status to end with. */
    public static int run(String... arguments) {
        List<String> settings = new ArrayList<>(Arrays.asList(arguments));
        Mode mode = settings.removeIf(VERIFY::equals) ? Mode.VERIFY : Mode.REPLACE;
        try {
            Report report = run(mode, settings.toArray(String[]::new));
            System.out.println(text(mode, report));
            return report.differences().isEmpty() ? 0 : 1;
        } catch (SQLException | RuntimeException e) {
            log.error("the rebuild failed", e);
            System.err.println("the rebuild failed: " + e);
            return 2;
        }
    }

    /** @param settings the recorder's, as Spring takes them from a command line */
    static Report run(Mode mode, String... settings) throws SQLException {
        var application = new SpringApplicationBuilder(Wiring.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=execution-recorder");
        // One statement may touch a whole partition of the topics.
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--spring.datasource.hikari.data-source-properties.socketTimeout=0",
                                // Whose health it tells of, is not here.
                                "--management.endpoint.health.validate-group-membership=false"),
                        Arrays.stream(settings))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            return run(context, mode);
        }
    }

    private static Report run(ConfigurableApplicationContext context, Mode mode) throws SQLException {
        try (Connection connection = context.getBean(DataSource.class).getConnection();
                var one = new SingleConnectionDataSource(connection, true)) {
            var jdbc = new JdbcTemplate(one);
            var transactions = new JdbcTransactionManager(one);
            var apart = new TransactionTemplate(transactions);
            apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
            RecorderSettings settings = context.getBean(RecorderSettings.class);
            KafkaProperties kafka = context.getBean(KafkaProperties.class);
            var rebuild = new Rebuild(
                    jdbc,
                    new TransactionTemplate(transactions),
                    apart,
                    HistoryFold.into(jdbc, settings),
                    () -> consumer(kafka, settings),
                    mode);
            return rebuild.run();
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaProperties kafka, RecorderSettings settings) {
        Map<String, Object> properties = new HashMap<>(kafka.buildConsumerProperties());
        properties.putAll(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, "execution-recorder-rebuild",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.recording().pollRecords()));
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String text(Mode mode, Report report) {
        var text = new StringBuilder();
        report.differences().stream().limit(MOST_SHOWN).forEach(difference -> text.append(difference)
                .append('\n'));
        String did = mode == Mode.VERIFY ? "compared" : "replaced";
        text.append("%s %d executions, left out %d records".formatted(did, report.executions(), report.leftOut()));
        return switch (mode) {
            case REPLACE -> text.toString();
            case VERIFY ->
                text.append(", found ")
                        .append(report.differences().size())
                        .append(" differences")
                        .toString();
        };
    }
}
