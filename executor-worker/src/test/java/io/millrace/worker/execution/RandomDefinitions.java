package io.millrace.worker.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/** Makes workflows of every construct there is, at random. */
final class RandomDefinitions {
    /** A workflow that others can start. */
    static final String OTHER = "{\"nodes\": [{\"id\": \"go\", \"type\": \"manual\"}]}";

    private static final List<String> TYPES = List.of(
            "set",
            "if",
            "switch",
            "merge",
            "http",
            "http",
            "http",
            "wait",
            "callback",
            "forEach",
            "subWorkflow",
            "llm",
            "stop");

    private final SplittableRandom random;
    private int ids;

    private RandomDefinitions(SplittableRandom random) {
        this.random = random;
    }

    static String next(SplittableRandom random) {
        var maker = new RandomDefinitions(random);
        String settings = random.nextInt(8) == 0 ? ", \"settings\": {\"timeout\": \"PT20S\"}" : "";
        return "{" + maker.graph(1 + random.nextInt(10), 0) + settings + "}";
    }

    /** A run that perhaps waits for a callback, in perhaps a loop. */
    static NodeKey wait(SplittableRandom random) {
        return new NodeKey("n" + (1 + random.nextInt(10)), random.nextBoolean() ? "" : "" + random.nextInt(3));
    }

    /** The members {@code nodes} and {@code connections}; at top level with a trigger. */
    private String graph(int count, int depth) {
        var nodes = new ArrayList<String>();
        var connections = new HashSet<String>();
        var ownIds = new ArrayList<String>();
        var types = new ArrayList<String>();
        if (depth == 0) {
            nodes.add("{\"id\": \"n0\", \"type\": \"webhook\", \"parameters\": {\"path\": \"p\"}}");
            ownIds.add("n0");
            types.add("webhook");
            ids = 1;
        }
        for (int i = 0; i < count; i++) {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            if (depth == 2 && type.equals("forEach")) {
                type = "set";
            }
            String id = "n" + ids++;
            nodes.add(node(id, type, depth));
            int fan = ownIds.isEmpty() ? 0 : depth == 0 ? 1 + random.nextInt(3) : random.nextInt(3);
            for (int c = 0; c < fan; c++) {
                int from = random.nextInt(ownIds.size());
                connections.add("{\"from\": \"%s\", \"output\": \"%s\", \"to\": \"%s\"}"
                        .formatted(ownIds.get(from), output(types.get(from)), id));
            }
            ownIds.add(id);
            types.add(type);
        }
        return "\"nodes\": [%s], \"connections\": [%s]"
                .formatted(String.join(", ", nodes), String.join(", ", connections));
    }

    private String node(String id, String type, int depth) {
        String extra = "";
        if (random.nextInt(3) == 0) {
            extra += ", \"retry\": {\"maxAttempts\": %d, \"initialInterval\": \"PT1S\"%s}"
                    .formatted(1 + random.nextInt(3), random.nextBoolean() ? ", \"attemptTimeout\": \"PT2S\"" : "");
        }
        if (random.nextInt(5) == 0) {
            extra += ", \"timeout\": \"PT" + (1 + random.nextInt(9)) + "S\"";
        }
        return "{\"id\": \"%s\", \"type\": \"%s\", \"parameters\": %s, \"onError\": \"%s\", \"disabled\": %s%s}"
                .formatted(
                        id,
                        type.equals("callback") ? "wait" : type,
                        parameters(type, depth),
                        List.of("fail", "continue", "output").get(random.nextInt(3)),
                        random.nextInt(10) == 0,
                        extra);
    }

    private String parameters(String type, int depth) {
        return switch (type) {
            case "set" -> "{\"values\": {\"a\": \"{{ trigger.body.n }}\", \"b\": \"{{ input }}\"}}";
            case "if" -> "{\"condition\": \"{{ trigger.body.n > " + random.nextInt(10) + " }}\"}";
            case "switch" -> "{\"value\": \"{{ trigger.body.n }}\", \"cases\": [\"1\", \"2\", \"3\"]}";
            case "merge" ->
                "{\"mode\": \"" + List.of("all", "any", "firstSuccessful").get(random.nextInt(3)) + "\"}";
            case "http" -> "{\"url\": \"http://localhost/\"}";
            case "wait" -> "{\"duration\": \"PT" + (1 + random.nextInt(9)) + "S\"}";
            case "callback" -> "{\"callback\": {\"expires\": \"PT" + (1 + random.nextInt(9)) + "S\"}}";
            case "subWorkflow" -> "{\"workflowId\": \"other\", \"wait\": " + (random.nextInt(4) > 0) + "}";
            case "llm" -> "{\"prompt\": \"x\", \"tools\": [{\"name\": \"t\", \"workflowId\": \"other\"}]}";
            case "stop" -> "{\"message\": \"enough\"}";
            case "forEach" ->
                "{\"items\": \"{{ [1..%d] }}\", \"concurrency\": %d, \"onItemError\": \"%s\", \"body\": {%s}}"
                        .formatted(
                                1 + random.nextInt(4),
                                1 + random.nextInt(3),
                                random.nextBoolean() ? "fail" : "collect",
                                graph(1 + random.nextInt(3), depth + 1));
            default -> throw new IllegalArgumentException(type);
        };
    }

    private String output(String type) {
        List<String> outputs =
                switch (type) {
                    case "webhook" -> List.of("main");
                    case "if" -> List.of("true", "false", "error");
                    case "switch" -> List.of("1", "2", "3", "default", "error");
                    case "stop" -> List.of("error");
                    default -> List.of("main", "main", "error");
                };
        return outputs.get(random.nextInt(outputs.size()));
    }
}
