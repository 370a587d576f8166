package io.millrace.standalone;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kafka and PostgreSQL: embedded where the command line names none outside. */
final class DataServers implements AutoCloseable {

    private static final String DATABASE = "millrace";

    private final Options options;
    private final Optional<EmbeddedKafka> kafka;
    private final Optional<EmbeddedPostgres> postgres;

    /** Prepares the folders, and ends what a killed run left on the ports; starts nothing. */
    DataServers(Options options) throws IOException {
        Addresses addresses = new Addresses(options.portBase());
        this.options = options;
        this.kafka = options.kafka().isPresent()
                ? Optional.empty()
                : Optional.of(new EmbeddedKafka(options.data().resolve("kafka"), addresses.kafkaPort()));
        this.postgres = options.postgres().isPresent()
                ? Optional.empty()
                : Optional.of(new EmbeddedPostgres(options.data().resolve("postgres"), addresses.postgresPort()));
    }

    /** Returns when both accept clients and the database exists. */
    void start() throws Exception {
        List<Together.Task> starts = new ArrayList<>();
        kafka.ifPresent(embedded -> starts.add(embedded::start));
        postgres.ifPresent(embedded -> starts.add(() -> embedded.start().createDatabase(DATABASE)));
        Together.run(starts);
    }

    String bootstrapServers() {
        return kafka.map(EmbeddedKafka::bootstrapServers).or(options::kafka).orElseThrow();
    }

    /** What the recorder is told; for a database outside, user and password come with the URL or the environment. */
    Map<String, String> datasource() {
        return postgres.isPresent()
                ? Map.of("spring.datasource.url", jdbcUrl(), "spring.datasource.username", "postgres")
                : Map.of("spring.datasource.url", jdbcUrl());
    }

    /** The database's address, for people. */
    String publicJdbcUrl() {
        return jdbcUrl().replaceAll("(?<=[?&]password=)[^&]*", "***");
    }

    private String jdbcUrl() {
        return postgres.map(embedded -> embedded.jdbcUrl(DATABASE))
                .or(options::postgres)
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        kafka.ifPresent(EmbeddedKafka::close);
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}
