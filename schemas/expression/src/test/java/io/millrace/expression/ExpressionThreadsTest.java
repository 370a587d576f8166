package io.millrace.expression;

import static io.millrace.expression.ExpressionFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpressionThreadsTest {

    @Test
    void manyThreadsEvaluateOneExpressionEachInItsOwnScope() throws Exception {
        CompiledParameters compiled =
                ExpressionFixture.set("{\"values\": \"{{ ($f := function($n) { $n = 0 ? $input.n : $f($n - 1) };"
                        + " $sum($map([1..20], function($i) { $f($i) })) & '/' & $millis()) }}\"}");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<String>> results = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int n : IntStream.range(0, 2_000).toArray()) {
                Scope scope = Scope.of(
                        Json.NULL,
                        json("{\"n\":" + n + "}"),
                        Map.of(),
                        Json.NULL,
                        Json.NULL,
                        java.time.Instant.ofEpochMilli(n));
                results.add(threads.submit(
                        () -> compiled.in(scope).require("values").text()));
                expected.add(20 * n + "/" + n);
            }
            List<String> actual = new ArrayList<>();
            for (Future<String> result : results) {
                actual.add(result.get());
            }
            assertThat(actual).isEqualTo(expected);
        }
    }
}
