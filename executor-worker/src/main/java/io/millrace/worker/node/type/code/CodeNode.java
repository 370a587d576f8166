package io.millrace.worker.node.type.code;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import io.millrace.worker.node.type.code.child.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Runs JavaScript in a process of its own that reaches nothing outside and is killed when it takes too long. */
@Component
@EnableConfigurationProperties(CodeSettings.class)
final class CodeNode implements SlowNode, AutoCloseable {

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    private final CodeSettings settings;
    private final ChildPool pool;

    CodeNode(CodeSettings settings) {
        this.settings = settings;
        this.pool = new ChildPool(settings);
    }

    @Override
    public String type() {
        return "code";
    }

    @Override
    public NodeOutcome run(NodeCall call) throws InterruptedException {
        Duration timeout = timeout(call);
        return Outcomes.of(pool.run(request(call), timeout, call.log()), call.node(), settings);
    }

    private Request request(NodeCall call) {
        Map<String, ByteBuffer> nodes = new LinkedHashMap<>();
        call.scope().nodes().members().forEach((id, output) -> nodes.put(id, output.buffer()));
        return new Request(
                call.parameters().require("source").text(),
                call.scope().time().toEpochMilli(),
                call.idempotencyKey().hashCode(),
                Math.toIntExact(settings.maxOutput().toBytes()),
                call.input().buffer(),
                call.scope().trigger().buffer(),
                nodes);
    }

    private static Duration timeout(NodeCall call) {
        Json value = call.parameters().require("timeout");
        try {
            Duration timeout = Duration.parse(value.text());
            if (timeout.isPositive() && timeout.compareTo(MAX_TIMEOUT) <= 0) {
                return timeout;
            }
        } catch (DateTimeParseException e) {
            throw ExpressionException.unusable("'" + value.text() + "' is no ISO 8601 duration", "timeout");
        }
        throw ExpressionException.unusable("must be longer than zero and at most " + MAX_TIMEOUT, "timeout");
    }

    @Override
    public void close() throws IOException {
        pool.close();
    }
}
