package io.millrace.expression;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints how much processor time evaluations take; run by hand. */
final class EvaluationCost {

    private static final int ROUNDS = 5;
    private static final long NANOS_PER_ROUND = 400_000_000;

    /** Processor time, because others work on this machine too. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private EvaluationCost() {}

    public static void main(String[] arguments) {
        Scope scope = ExpressionFixture.scope();
        byte[] trigger = scope.trigger().bytes();
        CompiledParameters set = ExpressionFixture.set(
                "{\"values\": {\"total\": \"{{ $sum(trigger.body.items.(price * quantity)) }}\"}}");
        CompiledParameters path = ExpressionFixture.set("{\"values\": {\"v\": \"{{ trigger.body.id }}\"}}");
        CompiledParameters text = ExpressionFixture.set("{\"values\": {\"v\": \"/p/{{ trigger.body.id }}/x\"}}");
        CompiledParameters whole = ExpressionFixture.set("{\"values\": {\"v\": \"{{ trigger }}\"}}");
        CompiledParameters condition =
                ExpressionFixture.compile("if", "{\"condition\": \"{{ nodes.total.total > 100 }}\"}");
        print("read a trigger of " + trigger.length + " bytes", () -> Json.encoded(trigger)
                .isNull());
        print("member of it by bytes", () -> Json.encoded(trigger).member("body"));
        print("path", () -> path.in(scope).find("values"));
        print("path in text", () -> text.in(scope).find("values"));
        print("sum of products", () -> set.in(scope).find("values"));
        print("condition", () -> condition.in(scope).condition("condition"));
        print(
                "the whole trigger, encoded",
                () -> whole.in(scope).require("values").size());
        print("sum of products, encoded", () -> set.in(scope).require("values").size());
        print("scope", ExpressionFixture::scope);
    }

    private static void print(String name, Supplier<?> work) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            long count = 0;
            while (CLOCK.getCurrentThreadCpuTime() - start < NANOS_PER_ROUND) {
                for (int i = 0; i < 100; i++) {
                    if (work.get() == null) {
                        throw new IllegalStateException();
                    }
                    count++;
                }
            }
            best = Math.min(best, (CLOCK.getCurrentThreadCpuTime() - start) / 1_000.0 / count);
        }
        System.out.printf(Locale.ROOT, "%-40s %8.2f µs%n", name, best);
    }
}
