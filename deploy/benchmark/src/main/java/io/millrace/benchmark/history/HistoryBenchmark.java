package io.millrace.benchmark.history;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.Database;
import io.millrace.benchmark.Report;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.HdrHistogram.Histogram;

/**
 * A great many executions through the topics into the history: how fast they are written, what they cost, how fast they
 * are found, how soon they can be seen, how fast they are dropped, and whether what is there is what the topics say.
 */
public final class HistoryBenchmark {
    private static final int QUERIES = 200;

    private HistoryBenchmark() {}

    /** Takes nothing but the sizes, as system properties. */
    public static void run(Report report) throws Exception {
        int count = report.setting("millrace.history.executions", 1_000_000);
        int rate = report.setting("millrace.history.rate", 500);
        int seconds = report.setting("millrace.history.seconds", 60);
        Path folder = report.folder("history");
        try (Broker broker = new Broker(folder);
                Database database = new Database(folder);
                Recorder recorder = new Recorder(folder, broker, database);
                var load = new Load(broker.bootstrapServers())) {
            report.where("PostgreSQL", database.version());
            recorder.start();
            // All in one partition of the history, of two days ago, which can be dropped at the end.
            Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);
            fill(count, day, load, recorder, database, report);
            find(load, recorder, report);
            see(rate, seconds, load, recorder, database, report);
            report.line("rebuild --verify", recorder.verify());
            report.line("drop of the day, ms", database.drop(day).toMillis());
        }
    }

    private static void fill(int count, Instant day, Load load, Recorder recorder, Database database, Report report)
            throws SQLException {
        Duration cpu = recorder.cpu();
        Duration postgres = database.cpu();
        long size = database.historySize();
        long begin = System.nanoTime();
        load.fill(count, day);
        report.line("produced after", seconds(begin) + " s");
        recorder.awaitFolded(database);
        double took = seconds(begin);
        long rows = (long) count * (Executions.NODES + 2);
        report.line("recorded after", took + " s");
        report.line("executions/s", Math.round(count / took));
        report.line("rows/s (execution, nodes, label)", Math.round(rows / took));
        report.line("recorder, CPU µs an execution", micros(recorder.cpu().minus(cpu), count));
        report.line("PostgreSQL, CPU µs an execution", micros(database.cpu().minus(postgres), count));
        report.line("bytes an execution, with indexes", (database.historySize() - size) / count);
        report.line("recorder, resident MB", recorder.resident() >> 20);
        database.analyze();
    }

    private static void find(Load load, Recorder recorder, Report report) {
        String id = load.lastOf(Executions.biggestOwner()).toString();
        String label = "order:o-"
                + Long.toHexString(load.lastOf(Executions.biggestOwner()).getLeastSignificantBits());
        String[][] queries = {
            {"list", "/executions"},
            {"list of a workflow", "/executions?workflowId=workflow-0-7"},
            {"list of failed ones", "/executions?status=failed"},
            {"list by label", "/executions?label=" + label},
            {"list by error text", "/executions?q=warehouse"},
            {"list by rare error text", "/executions?q=nowhere"},
            {"one execution", "/executions/" + id},
            {"its nodes", "/executions/" + id + "/nodes"},
            {"statistics", "/statistics"},
        };
        for (String[] query : queries) {
            latencies(recorder, query[1]); // else the first of them would pay for the others' warm code
        }
        for (String[] query : queries) {
            report.percentiles(query[0], latencies(recorder, query[1]));
        }
    }

    private static Histogram latencies(Recorder recorder, String query) {
        var latencies = new Histogram(3);
        for (int i = 0; i < QUERIES; i++) {
            long begin = System.nanoTime();
            recorder.get(Executions.biggestOwner(), query);
            latencies.recordValue((System.nanoTime() - begin) / 1000);
        }
        return latencies;
    }

    private static void see(int rate, int seconds, Load load, Recorder recorder, Database database, Report report)
            throws SQLException {
        Histogram latencies = load.watch(rate, seconds, recorder);
        recorder.awaitFolded(database);
        report.percentiles("sent to visible as finished, at the rate", latencies);
        database.updates().forEach(report::line);
    }

    private static double seconds(long begin) {
        return Math.round((System.nanoTime() - begin) / 1e8) / 10.0;
    }

    private static long micros(Duration time, int count) {
        return time.toNanos() / 1000 / count;
    }
}
