package io.millrace.recorder.record;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Ports;
import io.millrace.recorder.database.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures how long retention takes to drop a day with many executions, four nodes each, and how long meanwhile a
 * writer of another day waits at most.
 *
 * <pre>java -cp … io.millrace.recorder.record.DropCost [how many executions]</pre>
 */
final class DropCost {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final String WRITE = "insert into workflow_executions"
            + " (id, created_at, owner_id, workflow_id, workflow_version, test, status, sequence)"
            + " values (gen_random_uuid(), '2026-03-19T12:00Z', 'bob', 'w', 1, false, 'running', 0)";

    private DropCost() {}

    @SuppressWarnings("SystemOut") // it is what the program is for
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Path folder = Files.createTempDirectory("drop-cost");
        try (var postgres = new EmbeddedPostgres(folder, Ports.free())) {
            postgres.start();
            var source = new DriverManagerDataSource(postgres.jdbcUrl("postgres"));
            Migrations.run(source);
            var jdbc = new JdbcTemplate(source);
            var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
            var clock = new TestClock("2026-03-01T12:00:00Z");
            var partitions = new HistoryPartitions(jdbc, transaction, clock, Sinks.keeping(Duration.ofDays(10)));
            partitions.ensure(Stream.of(DAY));
            fill(jdbc, count);
            System.out.printf(
                    "%,d executions, %,d MB%n",
                    count,
                    jdbc.queryForObject(
                            "select sum(pg_total_relation_size(inhrelid)) / 1000000 from pg_inherits", Long.class));

            clock.advance(Duration.ofDays(18));
            partitions.ensureAhead();
            var writer = new Writer(new JdbcTemplate(source));
            Thread writing = Thread.ofPlatform().start(writer);
            var retention = new Retention(
                    jdbc, transaction, partitions, new RecordingMetrics(new SimpleMeterRegistry(), clock));
            for (int kept = Integer.MAX_VALUE;
                    kept > 2 * Partition.TABLES.size();
                    kept = Partition.all(jdbc).size()) {
                long begin = System.nanoTime();
                retention.apply();
                System.out.printf("tried for %,d ms%n", (System.nanoTime() - begin) / 1_000_000);
            }
            writer.done = true;
            writing.join();
            System.out.printf("a write took %,d ms at most%n", writer.longest / 1_000_000);
            System.out.printf(
                    "left: %,d%n",
                    jdbc.queryForObject("select count(*) from workflow_executions where owner_id = 'ann'", Long.class));
        }
        System.exit(0);
    }

    private static void fill(JdbcTemplate jdbc, int count) {
        jdbc.update("""
                insert into workflow_executions (id, created_at, owner_id, workflow_id, workflow_version, test, status,
                    sequence, kind, trigger_node, trigger_data, labels, started_at, finished_at, output, path)
                select gen_random_uuid(), timestamptz '2026-03-01T00:00Z' + n % 86400 * interval '1 second', 'ann',
                    'workflow-' || n % 20, 1, false, 'success', 6, 'webhook', 'hook', json_build_object('n', n,
                    'text', repeat('x', 200)), jsonb_build_object('order', n), now(), now(), '{"ok":true}',
                    array['hook', 'price', 'total', 'reply']
                from generate_series(1, ?) n
                """, count);
        jdbc.update("""
                insert into node_execution_results (execution_id, created_at, node_id, iteration, owner_id, sequence,
                    status, name, type, attempt, failed_attempts, started_at, finished_at, output_name, output)
                select id, created_at, node, '', owner_id, 2, 'success', node, 'set', 1, '{}', now(), now(), 'main',
                    trigger_data
                from workflow_executions, unnest(path) node
                """);
        jdbc.update("""
                insert into execution_labels (owner_id, name, value, created_at, execution_id)
                select owner_id, 'order', labels ->> 'order', created_at, id from workflow_executions
                """);
        jdbc.execute("checkpoint");
    }

    private static final class Writer implements Runnable {
        private final JdbcTemplate jdbc;
        private volatile boolean done;
        private volatile long longest;

        Writer(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Override
        public void run() {
            while (!done) {
                long begin = System.nanoTime();
                jdbc.update(WRITE);
                longest = Math.max(longest, System.nanoTime() - begin);
            }
        }
    }
}
