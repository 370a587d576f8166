package io.millrace.recorder.record;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import io.millrace.recorder.database.Migrations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of the test's own with the recorder's tables, and no service. */
record OwnDatabase(JdbcTemplate jdbc, TransactionTemplate transaction) {
    static OwnDatabase make() throws Exception {
        Database database = Servers.postgres();
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        Migrations.run(source);
        return new OwnDatabase(new JdbcTemplate(source), new TransactionTemplate(new JdbcTransactionManager(source)));
    }

    int count(String sql, Object... arguments) {
        Integer count = jdbc.queryForObject("select count(*) from " + sql, Integer.class, arguments);
        return count == null ? -1 : count;
    }
}
