package io.millrace.recorder.query;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads as a user: in one snapshot, through the role that sees only what the transaction's owner may see. */
@Component
final class Snapshots {
    private static final int TIMEOUT_SECONDS = 20;

    /**
     * What was read.
     *
     * @param cursor the place in the log up to which it is complete; empty before anything was recorded
     */
    record Snapshot<T>(T content, Optional<String> cursor) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Snapshots(@Qualifier("query") DataSource query, @Qualifier("query") PlatformTransactionManager transactions) {
        this.jdbc = JdbcClient.create(query);
        this.transaction = new TransactionTemplate(transactions);
        transaction.setReadOnly(true);
        transaction.setTimeout(TIMEOUT_SECONDS);
    }

    /**
     * Reads what this reader may see.
     *
     * @throws ProblemException if the database does not answer
     */
    <T> Snapshot<T> read(Reader reader, Function<JdbcClient, T> reading) {
        try {
            return transaction.execute(status -> {
                Optional<String> cursor = Offsets.begin(jdbc, reader);
                return new Snapshot<>(reading.apply(jdbc), cursor);
            });
        } catch (DataAccessException | TransactionException e) {
            throw new ProblemException(ProblemType.DATABASE_UNAVAILABLE, "the history cannot be read now", e)
                    .withHeader("Retry-After", "2");
        }
    }
}
