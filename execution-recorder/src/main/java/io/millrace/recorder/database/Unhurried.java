package io.millrace.recorder.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** While it is open, statements of a connection may take as long as they need; the pool's limits are for records. */
record Unhurried(Connection connection, String statementTimeout, int networkTimeout) implements AutoCloseable {
    static Unhurried of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("show statement_timeout")) {
            shown.next();
            var limits = new Unhurried(connection, shown.getString(1), connection.getNetworkTimeout());
            limits.set("0", 0);
            return limits;
        }
    }

    @Override
    public void close() throws SQLException {
        set(statementTimeout, networkTimeout);
    }

    private void set(String statementMillis, int networkMillis) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout to '" + statementMillis + "'");
        }
        connection.setAutoCommit(autoCommit);
        connection.setNetworkTimeout(Runnable::run, networkMillis);
    }
}
