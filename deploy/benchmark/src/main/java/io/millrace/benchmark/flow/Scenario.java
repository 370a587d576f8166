package io.millrace.benchmark.flow;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A workflow behind a webhook at {@code orders}, and what it is called with.
 *
 * @param definition in which {@link #ECHO} stands for the address of a server that answers what it is sent
 * @param callers how many call at a time in the closed loop
 * @param answersAtOnce or when the execution has ended
 */
public record Scenario(String name, String definition, String body, int callers, boolean answersAtOnce) {
    static final String PATH = "orders";
    static final String ECHO = "%ECHO%";

    /** 279 bytes. */
    private static final String ORDER = """
            {"id":"A-1700","customer":{"name":"Ada Lovelace","email":"ada@example.com","city":"London"},\
            "items":[{"sku":"P-1","price":20,"quantity":3},{"sku":"P-2","price":50,"quantity":1}],\
            "note":"leave it at the door, please, and ring twice; the bell is slow","paid":true,"currency":"GBP"}""";

    private static final int CALLERS = 64;
    /** Where far more are taken than are run: with more callers the gateway refuses some before a round is over. */
    private static final int FEW_CALLERS = 2;

    private static final String HOOK = """
            { "id": "hook", "type": "webhook", "parameters": { "path": "orders" } }""";
    private static final String WAITING_HOOK = """
            { "id": "hook", "type": "webhook", "parameters": { "path": "orders", "respond": "whenFinished" } }""";

    private static final String FOUR_STEPS = """
            { "name": "Four steps", "active": true,
              "nodes": [ %s,
                { "id": "total", "type": "set",
                  "parameters": { "values": { "total": "{{ $sum(trigger.body.items.(price * quantity)) }}" } } },
                { "id": "big", "type": "if", "parameters": { "condition": "{{ nodes.total.total > 100 }}" } },
                { "id": "yes", "type": "set", "parameters": { "values": { "tier": "gold", "total": "{{ input.total }}" } } },
                { "id": "no", "type": "set", "parameters": { "values": { "tier": "plain" } } } ],
              "connections": [
                { "from": "hook", "to": "total" }, { "from": "total", "to": "big" },
                { "from": "big", "output": "true", "to": "yes" }, { "from": "big", "output": "false", "to": "no" } ] }""";

    private static final String HTTP_STEP = """
            { "name": "Four steps and a call", "active": true,
              "nodes": [ %s,
                { "id": "total", "type": "set",
                  "parameters": { "values": { "total": "{{ $sum(trigger.body.items.(price * quantity)) }}" } } },
                { "id": "big", "type": "if", "parameters": { "condition": "{{ nodes.total.total > 100 }}" } },
                { "id": "call", "type": "http",
                  "parameters": { "method": "POST", "url": "%s", "body": { "total": "{{ input.total }}" } } },
                { "id": "no", "type": "set", "parameters": { "values": { "tier": "plain" } } },
                { "id": "yes", "type": "set", "parameters": { "values": { "told": "{{ input.body.total }}" } } } ],
              "connections": [
                { "from": "hook", "to": "total" }, { "from": "total", "to": "big" },
                { "from": "big", "output": "true", "to": "call" }, { "from": "big", "output": "false", "to": "no" },
                { "from": "call", "to": "yes" } ] }""".formatted(HOOK, ECHO);

    private static final String EACH = """
            { "name": "A thousand items", "active": true,
              "nodes": [ %s,
                { "id": "each", "type": "forEach", "parameters": { "items": "{{ [1..1000] }}",
                  "body": { "nodes": [ { "id": "twice", "type": "set", "parameters": { "values": { "twice": "{{ item * 2 }}" } } } ],
                            "connections": [] } } },
                { "id": "last", "type": "set", "parameters": { "values": { "count": "{{ $count(input) }}" } } } ],
              "connections": [ { "from": "hook", "to": "each" }, { "from": "each", "to": "last" } ] }""".formatted(WAITING_HOOK);

    /** The peers' task: a webhook, {@code set}, {@code if} and {@code set}. */
    static Scenario fourStep() {
        return new Scenario("four-step", FOUR_STEPS.formatted(HOOK), ORDER, CALLERS, true);
    }

    /** All that are measured in {@link Rounds}. */
    public static List<Scenario> all() {
        return List.of(
                fourStep(),
                new Scenario("http-step", HTTP_STEP, ORDER, CALLERS, true),
                new Scenario("fan", fan(20), ORDER, CALLERS, true),
                new Scenario("long", chain(100), ORDER, FEW_CALLERS, true),
                new Scenario("for-each", EACH, ORDER, 1, false),
                new Scenario("when-finished", FOUR_STEPS.formatted(WAITING_HOOK), ORDER, CALLERS, false));
    }

    private static String fan(int width) {
        String nodes = joined(
                width, "{ \"id\": \"n%1$d\", \"type\": \"set\", \"parameters\": { \"values\": { \"v\": %1$d } } }");
        String out =
                joined(width, "{ \"from\": \"hook\", \"to\": \"n%1$d\" }, { \"from\": \"n%1$d\", \"to\": \"all\" }");
        return """
                { "name": "Fan", "active": true,
                  "nodes": [ %s, %s, { "id": "all", "type": "merge" } ], "connections": [ %s ] }""".formatted(HOOK, nodes, out);
    }

    private static String chain(int length) {
        String nodes = joined(
                length, "{ \"id\": \"n%1$d\", \"type\": \"set\", \"parameters\": { \"values\": { \"v\": %1$d } } }");
        String steps = IntStream.rangeClosed(2, length)
                .mapToObj(i -> "{ \"from\": \"n%d\", \"to\": \"n%d\" }".formatted(i - 1, i))
                .collect(Collectors.joining(", "));
        return """
                { "name": "Long", "active": true,
                  "nodes": [ %s, %s ], "connections": [ { "from": "hook", "to": "n1" }, %s ] }""".formatted(HOOK, nodes, steps);
    }

    private static String joined(int count, String template) {
        return IntStream.rangeClosed(1, count).mapToObj(template::formatted).collect(Collectors.joining(", "));
    }
}
