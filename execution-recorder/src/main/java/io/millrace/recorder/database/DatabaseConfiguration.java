package io.millrace.recorder.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.millrace.recorder.RecorderSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Two ways into one database: as the owner, who writes, and as the role that reads. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    /** Somebody waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final List<String> OWNERS = List.of("user=", "password=", "socketTimeout=");

    @Bean
    QueryRole queryRole(RecorderSettings settings, JdbcConnectionDetails owner) {
        return QueryRole.of(settings.query(), owner.getPassword());
    }

    /**
     * Each loop has a connection, and so have the definitions, the upkeep and those who look for what they wait for.
     */
    @Bean
    Migration migration(HikariDataSource owner, QueryRole queryRole, RecorderSettings settings) {
        owner.setMaximumPoolSize(settings.recording().loops() + 3);
        return new Migration(owner, queryRole);
    }

    /** For reading; whoever wants it asks for it by name. */
    @Bean(defaultCandidate = false)
    @Qualifier("query")
    HikariDataSource queryDataSource(
            HikariDataSource owner, JdbcConnectionDetails details, QueryRole role, RecorderSettings settings) {
        var config = new HikariConfig();
        owner.copyStateTo(config);
        config.setPoolName("query");
        config.setJdbcUrl(readersUrl(details.getJdbcUrl()));
        config.setUsername(role.name());
        config.setPassword(role.password());
        config.setMaximumPoolSize(settings.query().connections());
        config.setConnectionInitSql(role.proof());
        config.setReadOnly(true);
        // All statements of a transaction see the same moment: rows without the offsets that go with them would repeat
        // or miss events. Said here, because to say it for each transaction takes three more round trips.
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return new HikariDataSource(config);
    }

    /**
     * Without the owner's user, and with a patience of its own: the driver lets what the URL names win over properties.
     * These cannot say it, as a copy of a pool's settings holds the very properties that the pool has.
     */
    private static String readersUrl(String url) {
        int query = url.indexOf('?');
        String server = query < 0 ? url : url.substring(0, query);
        Stream<String> named =
                query < 0 ? Stream.empty() : Stream.of(url.substring(query + 1).split("&", -1));
        return Stream.concat(
                        named.filter(parameter -> OWNERS.stream().noneMatch(parameter::startsWith)),
                        Stream.of("socketTimeout=" + PATIENCE.toSeconds()))
                .collect(Collectors.joining("&", server + "?", ""));
    }

    @Bean(defaultCandidate = false)
    @Qualifier("query")
    JdbcTransactionManager queryTransactions(@Qualifier("query") HikariDataSource query) {
        return new JdbcTransactionManager(query);
    }
}
