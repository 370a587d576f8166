package io.millrace.recorder.rebuild;

import io.millrace.recorder.record.Partition;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The executions that the log has whole and the history has room for: their start is still in the log, and the
 * partition of the time at which they were created was not dropped. A table of the shadow.
 */
final class Covered {
    private static final String TABLE = Shadow.SCHEMA + ".covered";
    /** There is room for what was created then. */
    static final String IN_A_PARTITION = """
            exists (select from pg_inherits join pg_class p on p.oid = inhrelid,
                %s b
            where inhparent = 'public.workflow_executions'::regclass
              and created_at >= b[1]::timestamptz and created_at < b[2]::timestamptz)
            """.formatted(Partition.BOUNDS);

    private final JdbcTemplate jdbc;

    Covered(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute("create table if not exists " + TABLE
                + " (id uuid, created_at timestamptz(3), primary key (id, created_at))");
    }

    /** Finds them; returns how many there are. */
    int find() {
        jdbc.execute("truncate " + TABLE);
        int found = jdbc.update("insert into " + TABLE + " select id, created_at from " + Shadow.SCHEMA
                + ".workflow_executions where kind is not null and " + IN_A_PARTITION);
        jdbc.execute("analyze " + TABLE);
        return found;
    }

    /** Adds what is in the history though it was deleted. */
    int addDeleted() {
        return jdbc.update("""
                insert into %1$s
                select e.id, e.created_at from public.workflow_executions e join %2$s.deleted_executions d
                    on e.id = d.execution_id and e.workflow_id = d.workflow_id and e.owner_id = d.owner_id
                union
                select e.id, e.created_at from public.workflow_executions e join %2$s.deleted_owners d
                    on e.owner_id = d.owner_id and e.created_at <= d.deleted_at
                on conflict do nothing
                """.formatted(TABLE, Shadow.SCHEMA));
    }

    /** Rows of the history that the log, though it goes back as far as they do, knows nothing of. */
    List<String> unknown(int partition, Instant since) {
        return jdbc.queryForList(
                """
                select e.id::text from public.workflow_executions e
                where e.created_at > ?
                  and %s
                  and not exists (select from %s.workflow_executions s where s.id = e.id)
                """.formatted(inPartition("e.id", partition), Shadow.SCHEMA), String.class, Timestamp.from(since));
    }

    /** The twelve bits after an id's version are the partition of the topics that has its records. */
    static String inPartition(String id, int partition) {
        return "(get_byte(uuid_send(%1$s), 6) & 15) << 8 | get_byte(uuid_send(%1$s), 7) = %2$d"
                .formatted(id, partition);
    }

    static String table() {
        return TABLE;
    }
}
