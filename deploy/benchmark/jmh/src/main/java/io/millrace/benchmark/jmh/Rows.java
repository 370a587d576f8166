package io.millrace.benchmark.jmh;

import io.millrace.benchmark.Database;
import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.record.HistoryFold;
import io.millrace.schemas.event.TriggerReceived;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A batch of finished executions becomes rows whose values are bound to statements, which are not sent. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Rows {
    private static final int BATCH = 500;

    /** The driver encodes as the server's types want it, so there is a server. */
    private final Database database = database();

    private final Connection connection = connection(database);
    private final HistoryFold history;
    private final List<SpecificRecord> events = new ArrayList<>();

    /** Starts a server and makes the batch. */
    public Rows() {
        var jdbc = new JdbcTemplate(new SingleConnectionDataSource(Unsent.over(connection), true));
        var defaults =
                new Binder(new MapConfigurationPropertySource()).bindOrCreate("millrace", RecorderSettings.class);
        history = HistoryFold.into(jdbc, defaults);
        var fourSteps = new FourSteps();
        for (int i = 0; i < BATCH; i++) {
            TriggerReceived trigger = fourSteps.trigger();
            events.add(trigger);
            events.addAll(fourSteps.run(fourSteps.start(trigger)));
        }
    }

    private static Database database() {
        try {
            return new Database(Files.createTempDirectory("millrace-rows-"));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e); // JMH makes subclasses, whose constructors throw nothing
        }
    }

    private static Connection connection(Database database) {
        try {
            return DriverManager.getConnection(database.url());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For one execution of a batch of 500. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void foldAndBind() {
        history.write(events);
    }

    /** Ends the server. */
    @TearDown
    public void close() throws IOException, SQLException {
        connection.close();
        database.close();
    }
}
