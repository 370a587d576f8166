package io.millrace.worker.node.type.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Patience;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.code.child.Reply;
import io.millrace.worker.node.type.code.child.Request;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Children come and go with what their scripts do and with whoever started them. */
class ChildProcessTest {

    private static CodeNodeFixture code;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        code = CodeNodeFixture.withChildren(2);
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void stop() throws IOException {
        threads.close();
        code.close();
        await(() -> CodeNodeFixture.children().isEmpty()); // who was killed is gone a moment later
    }

    @Test
    void runsOthersBesideALoop() throws Exception {
        Future<NodeOutcome> endless = threads.submit(() -> code.run("console.log('begun'); while (true);", "PT1M"));
        await(() -> code.logged.contains("INFO begun"));
        for (int i = 0; i < 5; i++) {
            assertThat(code.completed("return 'meanwhile'")).isEqualTo("\"meanwhile\"");
        }
        assertThat(endless.isDone()).isFalse();
        endless.cancel(true);
        await(() -> CodeNodeFixture.children().size() <= 1);
    }

    @Test
    void endsALoopInTime() throws Exception {
        code.completed("return 1");
        Failure failure = CodeNodeFixture.failure(code.run("while (true);", "PT2S"));
        assertThat(failure.getType()).isEqualTo("timeout");
        assertThat(failure.getMessage()).isEqualTo("the script did not end within PT2S");
        assertThat(failure.getRetryable()).isFalse();
        await(() -> CodeNodeFixture.children().size() <= 1);
        assertThat(code.completed("return 1")).isEqualTo("1");
    }

    @Test
    void endsARegularExpressionThatNeverEnds() throws Exception {
        assertThat(CodeNodeFixture.failure(code.run("return /^(a|aa)+$(?<=b\\1)/.test('a'.repeat(60))", "PT1S"))
                        .getType())
                .isEqualTo("timeout");
    }

    @Test
    void aMemoryBombTakesOnlyItsOwnChild() throws Exception {
        code.completed("return 1");
        Future<String> other = threads.submit(
                () -> code.completed("let n = 0; for (let i = 0; i < 3_000_000; i++) n += i % 7; return n"));
        for (String bomb : new String[] {
            "const all = []; while (true) all.push(new Array(1000).fill(all.length))",
            "return new Array(1e9).fill(0).length",
            "const s = []; while (true) s.push(('x' + s.length).repeat(1e6))",
            "const b = []; while (true) b.push(new Uint8Array(1e6))"
        }) {
            Failure failure = CodeNodeFixture.failure(code.run(bomb, "PT1M"));
            assertThat(failure.getType()).as(bomb).isEqualTo("code-crashed");
            assertThat(failure.getMessage()).as(bomb).contains("of memory that it may");
            assertThat(failure.getRetryable()).isFalse();
        }
        assertThat(other.get()).isNotEmpty();
        assertThat(code.completed("return 1")).isEqualTo("1");
    }

    @Test
    void anInterruptKills() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                code.run("console.log('waits'); while (true);", "PT1M");
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        await(() -> code.logged.contains("INFO waits"));
        Set<ProcessHandle> before = CodeNodeFixture.children();
        thread.interrupt();
        assertThat(thrown.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        await(() -> CodeNodeFixture.children().size() == before.size() - 1);
    }

    @Test
    void aHundredRunsUseTheSameChildren() throws Exception {
        assertThat(code.completed("return 1")).isEqualTo("1");
        Set<ProcessHandle> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            assertThat(code.completed("return " + i)).isEqualTo("" + i);
            seen.addAll(CodeNodeFixture.children());
        }
        assertThat(seen).hasSizeBetween(1, 2);
    }

    @Test
    void noMoreChildrenThanTold() throws Exception {
        var runs = java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> threads.submit(() -> code.completed("return " + i)))
                .toList();
        for (int i = 0; i < runs.size(); i++) {
            assertThat(runs.get(i).get()).isEqualTo("" + i);
        }
        assertThat(CodeNodeFixture.children()).hasSizeBetween(1, 2);
    }

    @Test
    void idleAndWornChildrenAreReplaced() throws Exception {
        Set<ProcessHandle> others = CodeNodeFixture.children();
        try (var shortLived = new CodeNodeFixture(CodeNodeFixture.settings(1, 2, Duration.ofMillis(300)))) {
            shortLived.completed("return 1");
            await(() -> others.containsAll(CodeNodeFixture.children()));
            Set<ProcessHandle> seen = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                shortLived.completed("return 1");
                seen.addAll(CodeNodeFixture.children());
            }
            seen.removeAll(others);
            assertThat(seen.size()).isLessThanOrEqualTo(4);
        }
        await(() -> others.containsAll(CodeNodeFixture.children()));
    }

    @Test
    void aChildThatIsKilledIsReplaced() throws Exception {
        code.completed("return 1");
        CodeNodeFixture.children().forEach(ProcessHandle::destroyForcibly);
        await(() -> CodeNodeFixture.children().isEmpty());
        assertThat(code.completed("return 1")).isEqualTo("1");

        Future<Failure> running = threads.submit(() -> code.failed("console.log('runs'); while (true);"));
        await(() -> code.logged.contains("INFO runs"));
        CodeNodeFixture.children().forEach(ProcessHandle::destroyForcibly);
        assertThat(running.get().getType()).isEqualTo("code-crashed");
        assertThat(running.get().getRetryable()).isTrue();
    }

    @Test
    void aSignalToTheWholeGroupEndsNoScript() throws Exception {
        Future<String> running = threads.submit(
                () -> code.completed("console.log('goes on'); let n = 0; while (n < 5_000_000) n++; return n"));
        await(() -> code.logged.contains("INFO goes on"));
        CodeNodeFixture.children().forEach(ProcessHandle::destroy);
        assertThat(running.get()).isEqualTo("5000000");
    }

    @Test
    void aChildEndsWithItsInputWhateverItDoes() throws Exception {
        try (var command = new ChildCommand(CodeNodeFixture.settings(1, 1, Patience.LONG))) {
            Process idle = command.builder().start();
            idle.getOutputStream().close();
            assertThat(idle.waitFor(Patience.LONG)).isTrue();

            Process busy = command.builder().start();
            var replies = new DataInputStream(busy.getInputStream());
            assertThat(Reply.read(replies, 0)).isEqualTo(new Reply.Ready());
            var json = StandardCharsets.UTF_8.encode("null");
            try (var requests = new DataOutputStream(busy.getOutputStream())) {
                new Request("console.log('busy'); while (true);", 0, 0, 10, json, json, Map.of()).write(requests);
                requests.flush();
                assertThat(Reply.read(replies, 0)).isEqualTo(new Reply.Logged(Reply.Level.INFO, "busy"));
            }
            assertThat(busy.waitFor(Patience.LONG)).isTrue();
        }
    }

    @Test
    void whatAKilledWorkerLeftIsRemoved() throws Exception {
        Path left = Files.createTempDirectory("millrace-code-");
        Files.createFile(left.resolve("lock"));
        Files.createFile(left.resolve("child.jar"));
        try (ChildFiles used = ChildFiles.create();
                ChildFiles more = ChildFiles.create()) {
            assertThat(left).doesNotExist();
            assertThat(used.folder()).isNotEqualTo(more.folder()).exists();
            assertThat(used.classPath()).hasSizeGreaterThan(5).allMatch(Files::exists);
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
