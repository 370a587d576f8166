package io.millrace.benchmark;

import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a report holds under one name, and how a table shows it. */
final class Figure {
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 100};

    private Figure() {}

    /** How many there were, and percentiles in milliseconds. */
    static ObjectNode percentiles(Histogram micros) {
        ObjectNode figure = JsonMapper.shared().createObjectNode().put("n", micros.getTotalCount());
        for (double percentile : PERCENTILES) {
            figure.put("p" + trimmed(percentile) + "Ms", micros.getValueAtPercentile(percentile) / 1000.0);
        }
        return figure;
    }

    /** As it stands in a table's cell. */
    static String text(JsonNode figure) {
        if (figure.isObject()) {
            return figure.properties().stream()
                    .map(part -> text(part.getKey(), part.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return figure.asString().replace("|", "\\|");
    }

    private static String text(String name, JsonNode value) {
        return name.endsWith("Ms")
                ? String.format(Locale.ROOT, "%s %.2f ms", name.substring(0, name.length() - 2), value.asDouble())
                : name + "=" + value.asString();
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? Integer.toString((int) number) : Double.toString(number);
    }
}
