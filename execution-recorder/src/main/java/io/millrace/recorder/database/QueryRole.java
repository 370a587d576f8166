package io.millrace.recorder.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.RecorderSettings;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The role that reads. It owns nothing and may bypass nothing, so the policies of the tables hold for it.
 *
 * @param name its name
 * @param password absent where the server asks for none
 */
record QueryRole(String name, @Nullable String password) {
    private static final Logger log = LoggerFactory.getLogger(QueryRole.class);
    private static final String NOT_ALLOWED = "42501";
    private static final String READABLE =
            "workflow_executions, node_execution_results, execution_logs, execution_payloads, execution_labels,"
                    + " execution_statistics, trigger_statistics,"
                    + " workflows, workflow_versions, recorder_offsets";

    /** The role that the settings name, with a password derived from the owner's where they name none. */
    static QueryRole of(RecorderSettings.Query settings, @Nullable String ownersPassword) {
        String password = settings.password();
        if (password == null && ownersPassword != null && !ownersPassword.isEmpty()) {
            password = derived(ownersPassword, settings.username());
        }
        return new QueryRole(settings.username(), password);
    }

    /** Makes the role or brings its password up to date, and lets it read; to be called by the tables' owner. */
    void ensure(JdbcTemplate owner) {
        List<Boolean> tooMighty = owner.queryForList(
                "select rolsuper or rolbypassrls or rolname = current_user from pg_roles where rolname = ?",
                Boolean.class,
                name);
        if (tooMighty.isEmpty()) {
            owner.execute("create role " + quoted() + " login" + passwordClause());
            log.info("made the role {}, which reads", name);
        } else if (tooMighty.getFirst()) {
            throw new IllegalStateException(
                    "the role " + name + " (millrace.query.username) owns the tables or bypasses"
                            + " row-level security: users would see one another's executions. Name another one.");
        } else {
            renewPassword(owner);
        }
        owner.execute("grant usage on schema public to " + quoted());
        owner.execute("grant select on " + READABLE + " to " + quoted());
        owner.execute("grant execute on function search_errors to " + quoted());
    }

    private void renewPassword(JdbcTemplate owner) {
        if (password == null) {
            return;
        }
        try {
            owner.execute("alter role " + quoted() + passwordClause());
        } catch (DataAccessException e) {
            if (!SqlErrors.state(e).equals(Optional.of(NOT_ALLOWED))) {
                throw e;
            }
            log.info("the role {} is somebody else's to change, and keeps the password that it has", name);
        }
    }

    private String passwordClause() {
        return password == null ? "" : " password '" + escaped(password) + "'";
    }

    /** A statement that fails on a connection that is not this role's. */
    String proof() {
        return "do $$ begin if current_user <> '" + escaped(name)
                + "' then raise 'this is %', current_user; end if; end $$";
    }

    private String quoted() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String escaped(String text) {
        try {
            return Utils.escapeLiteral(null, text, true).toString();
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the query role's name or password has a character that PostgreSQL refuses", e);
        }
    }

    private static String derived(String secret, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(("millrace/query/" + name).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "role " + name; // never the password
    }
}
