package io.millrace.benchmark.flow;

import io.millrace.benchmark.Report;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A system that was started for one scenario: webhooks in, finished rows in a PostgreSQL of its own out. */
interface Contender {
    /** What the names of its figures begin with. */
    String label();

    /** Counts from zero again, with a workflow that only this round calls where that is of use; returns its webhook. */
    URI begin(String id, String definition) throws Exception;

    /**
     * Returns once so many executions have been recorded as completed since the beginning, or patience is at its end.
     */
    void awaitCompleted(long count) throws SQLException, InterruptedException;

    /** What has been recorded since the beginning. */
    Recorded recorded() throws SQLException;

    /**
     * Sees finished rows while calls come in an open loop.
     *
     * @param every at least one of so many calls is watched
     */
    Watch watch(int every) throws SQLException;

    /** Of the tables that hold executions, with their indexes, in bytes. */
    long historySize() throws SQLException;

    /** The processor time that each part has taken so far, the client's included. */
    Map<String, Duration> cpu();

    /** The most memory that each part ever had resident, without PostgreSQL, in MB. */
    Map<String, Long> peakMb();

    /** How many executions there are, and how many of them have ended in success. */
    record Recorded(long all, long completed) {
        /** Says whether each accepted execution was completed and recorded, and nothing else was, and none refused. */
        void verdict(Report report, String of, long accepted, long refused) {
            report.verdict(
                    of + ": ",
                    all == accepted && completed == accepted && refused == 0,
                    "%d accepted, %d recorded, %d of them completed, %d refused or unanswered"
                            .formatted(accepted, all, completed, refused));
        }
    }

    /** Is told of what was accepted. */
    interface Watch extends Load.Then, AutoCloseable {
        /** How many calls were accepted of whose rows no end was seen. */
        long unseen();

        /**
         * The times from when calls were to be sent until their rows were to be seen finished, in microseconds; ends
         * it.
         */
        Histogram seen();

        @Override
        void close() throws SQLException;
    }
}
