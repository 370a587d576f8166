package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.expression.Json;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.NodeRun;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowNodesTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    @Test
    void linesAreToldWhileTheNodeRunsButNotOneByOne() throws Exception {
        BlockingQueue<Input> told = new LinkedBlockingQueue<>();
        new SlowNodes(clock).start(run(), told::add);

        var early = (Input.NodeLogged) told.poll(120, TimeUnit.SECONDS);
        var end = (Input.NodeEnded) told.poll(120, TimeUnit.SECONDS);

        assertThat(early).isNotNull();
        assertThat(early.logged().lines()).extracting(LogLine::getMessage).containsExactly("one", "two");
        assertThat(end).isNotNull();
        assertThat(end.logged().lines()).extracting(LogLine::getMessage).containsExactly("three");
        assertThat(end.logged().lines()).extracting(LogLine::getLine).containsExactly(0);
    }

    private NodeRun run() {
        var node = new Talking();
        return new NodeRun(NodeKey.topLevel("n"), node, NodeCalls.call("http", "{\"url\":\"http://a\"}", "null"));
    }

    private final class Talking implements SlowNode {
        @Override
        public String type() {
            return "http";
        }

        @Override
        public NodeOutcome run(NodeCall call) {
            List.of("one", "two", "three").forEach(line -> {
                call.log().add(LogLevel.INFO, line, Optional.empty());
                if (line.equals("one")) {
                    clock.pass(Duration.ofSeconds(1));
                }
            });
            return NodeOutcome.completed(Json.NULL);
        }
    }
}
