package io.millrace.benchmark.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A program as it is run by hand: with its own processes, checked by its journals; only smaller. The one that has most
 * of the others in it: a build has no time for all.
 */
class LiveProgramsIT {
    private static final List<String> SMALL = List.of(
            "-Dlive.sockets=40",
            "-Dlive.users=8",
            "-Dlive.rate=20",
            "-Dlive.seconds=6",
            "-Dlive.warm-up-seconds=1",
            "-Dlive.cut-seconds=2",
            "-Dlive.kills=1",
            "-Dlive.deaf=4",
            "-Dlive.storm=40");

    @Test
    void everyEventOnceAndInOrder() throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.addAll(List.of("-Dmillrace.home=../..", "-Xmx256m", "-jar", "target/benchmark.jar", "live-churn"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(report).isZero();
        assertThat(report).contains("verdict", "durable to received");
    }
}
