package io.millrace.recorder.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Database;
import io.millrace.fixture.Servers;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ChangelogMarkTest {
    /** Liquibase makes this table anew where it is missing, and so tells whether it was there. */
    private static final String TRACE = "databasechangeloglock";

    @Test
    void liquibaseIsLeftOutForAsLongAsTheChangelogIsTheSame() throws Exception {
        Database database = Servers.postgres();
        var source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        var jdbc = new JdbcTemplate(source);
        Migrations.run(source);
        jdbc.execute("drop table " + TRACE);

        Migrations.run(source);
        assertThat(hasRun(jdbc)).isFalse();

        new ChangelogMark("of another version").put(jdbc);
        Migrations.run(source);
        assertThat(hasRun(jdbc)).isTrue();
        assertThat(ChangelogMark.ofThisVersion().isOn(jdbc)).isTrue();
    }

    private static boolean hasRun(JdbcTemplate jdbc) {
        return Boolean.TRUE.equals(jdbc.queryForObject("select to_regclass(?) is not null", Boolean.class, TRACE));
    }
}
