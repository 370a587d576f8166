package io.millrace.recorder.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Brings the database to what this version needs: tables first, then the role that reads. Any number of instances may
 * do so at once. It runs when recording starts, not with the application's start, so that it can wait for a database
 * that is away.
 */
public final class Migration {
    private static final String CHANGELOG = "db/changelog/recorder.yaml";
    /** Any number that nobody else uses in this database. */
    private static final long ADVISORY_LOCK = 0x6d696c6c72616365L;

    private final DataSource owner;
    private final QueryRole queryRole;

    Migration(DataSource owner, QueryRole queryRole) {
        this.owner = owner;
        this.queryRole = queryRole;
    }

    /**
     * Does whatever is not done yet.
     *
     * @throws SQLException if the database is away or refuses
     * @throws LiquibaseException if a change cannot be made
     */
    public void run() throws SQLException, LiquibaseException {
        try (Connection guard = owner.getConnection();
                Statement statement = guard.createStatement()) {
            // PostgreSQL lets go of this lock when its holder dies; Liquibase's own, a row, would stay behind.
            statement.execute("select pg_advisory_lock(" + ADVISORY_LOCK + ")");
            try {
                var database = new JdbcTemplate(owner);
                ChangelogMark mark = ChangelogMark.ofThisVersion();
                if (!mark.isOn(database)) {
                    // It would write to standard output, past the log.
                    Scope.child(Scope.Attr.ui.name(), new LoggerUIService(), this::update);
                    mark.put(database);
                }
                queryRole.ensure(database);
            } catch (SQLException | LiquibaseException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new LiquibaseException(e);
            } finally {
                statement.execute("select pg_advisory_unlock(" + ADVISORY_LOCK + ")");
            }
        }
    }

    private void update() throws SQLException, LiquibaseException {
        try (Connection connection = owner.getConnection();
                Unhurried _ = Unhurried.of(connection)) {
            var database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            // To close it is to close the connection.
            var liquibase = new Liquibase(
                    CHANGELOG, new ClassLoaderResourceAccessor(Migration.class.getClassLoader()), database);
            liquibase.forceReleaseLocks();
            liquibase.update();
        }
    }
}
