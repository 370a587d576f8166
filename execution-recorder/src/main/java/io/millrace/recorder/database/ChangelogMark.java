package io.millrace.recorder.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which changelog a database was brought to, by what its files add up to; kept as the comment of Liquibase's table. To
 * find out that nothing is to be done takes Liquibase most of a second of each start.
 */
record ChangelogMark(String digest) {
    private static final String FILES = "classpath:db/changelog/*";

    /** Of the changelog that this version brings. */
    static ChangelogMark ofThisVersion() throws IOException {
        Resource[] files = new PathMatchingResourcePatternResolver().getResources(FILES);
        Arrays.sort(files, Comparator.comparing(Resource::getFilename));
        MessageDigest digest = sha256();
        for (Resource file : files) {
            digest.update(String.valueOf(file.getFilename()).getBytes(UTF_8)); // Liquibase goes by names too
            digest.update(file.getContentAsByteArray());
        }
        return new ChangelogMark(HexFormat.of().formatHex(digest.digest()));
    }

    /** Whether the database was brought to just this, and nothing else since. */
    boolean isOn(JdbcTemplate database) {
        return digest.equals(database.queryForObject(
                "select obj_description(to_regclass('databasechangelog'), 'pg_class')", String.class));
    }

    /** To be called by the table's owner, when Liquibase has made it. */
    void put(JdbcTemplate database) {
        database.execute("comment on table databasechangelog is '" + digest + "'");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
