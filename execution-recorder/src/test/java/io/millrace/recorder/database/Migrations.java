package io.millrace.recorder.database;

import javax.sql.DataSource;

/** Makes the tables for tests that need no service. */
public final class Migrations {
    private Migrations() {}

    public static void run(DataSource owner) throws Exception {
        new Migration(owner, new QueryRole("millrace_query", null)).run();
    }
}
