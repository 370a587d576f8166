package io.millrace.worker.loop;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.schemas.event.LogLevel;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.LogBuffer;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.NodeRun;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeLog;
import io.millrace.worker.node.NodeOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slow nodes that one assignment of a partition has under way, each on a virtual thread of its own. */
final class SlowNodes {
    private static final Logger log = LoggerFactory.getLogger(SlowNodes.class);

    private static final Duration LOG_INTERVAL = Duration.ofMillis(250);

    private record Key(UUID executionId, NodeKey node) {}

    private final Clock clock;
    private final Map<Key, Thread> running = new ConcurrentHashMap<>();

    SlowNodes(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param report takes what the node logs and how it ended, unless it is interrupted; called on the node's thread
     */
    void start(NodeRun run, Consumer<Input> report) {
        var key = new Key(run.call().executionId(), run.key());
        Thread thread = Thread.ofVirtual()
                .name("node-" + key.executionId() + "/" + run.key())
                .unstarted(() -> {
                    try {
                        var logged = new LogBuffer(run.key(), clock);
                        NodeOutcome ended = run(run, run.call().with(new Reporting(logged, run, report)));
                        report.accept(new Input.NodeEnded(
                                run.key(), run.call().attempt(), ended, logged.take(), clock.instant()));
                    } catch (InterruptedException e) {
                        log.debug("{} of {} was interrupted", run.key(), key.executionId());
                    } finally {
                        running.remove(key, Thread.currentThread());
                    }
                });
        running.put(key, thread);
        thread.start();
    }

    void interrupt(UUID executionId, NodeKey node) {
        Thread thread = running.remove(new Key(executionId, node));
        if (thread != null) {
            thread.interrupt();
        }
    }

    void interruptAll() {
        running.values().forEach(Thread::interrupt);
        running.clear();
    }

    int size() {
        return running.size();
    }

    private static NodeOutcome run(NodeRun run, NodeCall call) throws InterruptedException {
        try {
            return run.type().run(call);
        } catch (ExpressionException e) {
            return new NodeOutcome.Failed(e.failure(run.key().nodeId()));
        } catch (RuntimeException | Error e) {
            // A bug in a node type, or an answer that the memory has no room for, costs this execution and no other; it
            // is told in the execution's own error as well.
            log.error(
                    "{} of execution {} failed unexpectedly",
                    run.key(),
                    run.call().executionId(),
                    e);
            return new NodeOutcome.Failed(Failures.internal(e));
        }
    }

    /** Lines that come while the node runs are told then, but not more often than said. */
    private final class Reporting implements NodeLog {
        private final LogBuffer logged;
        private final NodeRun run;
        private final Consumer<Input> report;
        private Instant last = clock.instant();

        Reporting(LogBuffer logged, NodeRun run, Consumer<Input> report) {
            this.logged = logged;
            this.run = run;
            this.report = report;
        }

        @Override
        public void add(LogLevel level, String message, Optional<Json> data) {
            logged.add(level, message, data);
            Instant now = clock.instant();
            if (!now.isBefore(last.plus(LOG_INTERVAL))) {
                last = now;
                report.accept(new Input.NodeLogged(run.key(), run.call().attempt(), logged.take()));
            }
        }
    }
}
