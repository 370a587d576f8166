package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JdbcUrlTest {

    @Test
    void tellsUserAndPasswordApartFromTheAddress() {
        JdbcUrl url = new JdbcUrl("jdbc:postgresql://db:5432/m?user=mill&sslmode=require&password=a%26b%3F");
        assertThat(url.datasource())
                .isEqualTo(Map.of(
                        "spring.datasource.url", "jdbc:postgresql://db:5432/m?sslmode=require",
                        "spring.datasource.username", "mill",
                        "spring.datasource.password", "a&b?"));
        assertThat(url.shown()).isEqualTo("jdbc:postgresql://db:5432/m?user=mill&sslmode=require");
    }

    @Test
    void leavesToTheEnvironmentWhatItDoesNotName() {
        JdbcUrl url = new JdbcUrl("jdbc:postgresql://db/m");
        assertThat(url.datasource()).isEqualTo(Map.of("spring.datasource.url", "jdbc:postgresql://db/m"));
        assertThat(url.shown()).isEqualTo("jdbc:postgresql://db/m");
    }
}
