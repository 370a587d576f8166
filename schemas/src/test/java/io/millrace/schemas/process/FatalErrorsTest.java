package io.millrace.schemas.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FatalErrorsTest {
    /** A service whose main thread waits for another one. */
    static final class Service {
        public static void main(String[] thrown) throws InterruptedException {
            FatalErrors.endTheProcess();
            var done = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                switch (thrown[0]) {
                    case "error" -> throw new OutOfMemoryError("as if there were none left");
                    case "exception" -> {
                        Thread.ofPlatform().start(done::countDown);
                        throw new IllegalStateException("a bug");
                    }
                    default -> throw new IllegalArgumentException(thrown[0]);
                }
            });
            done.await();
        }
    }

    @Test
    void anErrorThatNobodyCatchesEndsTheProcess() throws Exception {
        assertThat(statusOf("error")).isEqualTo(FatalErrors.STATUS);
    }

    @Test
    void anExceptionEndsItsThreadAlone() throws Exception {
        assertThat(statusOf("exception")).isZero();
    }

    private static int statusOf(String thrown) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        thrown)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
