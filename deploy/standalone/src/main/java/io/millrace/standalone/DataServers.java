package io.millrace.standalone;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

    JdbcUrl database() {
        return new JdbcUrl(postgres.map(embedded -> embedded.jdbcUrl(DATABASE))
                .or(options::postgres)
                .orElseThrow());
    }

    @Override
    public void close() throws IOException {
        kafka.ifPresent(EmbeddedKafka::close);
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}
