package io.millrace.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTest {
    @TempDir
    Path folder;

    @Test
    void eachReportSaysWhatItWasMeasuredOn() throws IOException, InterruptedException {
        report("four-step", "as shipped");
        report("http-step", "allowed targets");

        Path document = folder.resolve("REPORT.md");
        Assembly.write(folder, document);

        assertThat(document)
                .content()
                .contains("deploy/bench -Dflow.seconds=5 four-step\n", "deploy/bench -Dflow.seconds=5 http-step\n")
                .contains("| settings | as shipped |", "| settings | allowed targets |")
                .contains("| answer | n=1, p50 2.00 ms, p90 2.00 ms")
                .containsSubsequence("| Java |", "| Java |")
                .doesNotContain("samples");
    }

    @Test
    void whatWasMeasuredElsewhereStays() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path document = folder.resolve("REPORT.md");
        report(elsewhere, "http-step", "there");
        report(elsewhere, "four-step", "there too");
        Assembly.write(elsewhere, document);
        report("four-step", "here");

        Assembly.write(folder, document);

        assertThat(document)
                .content()
                .containsSubsequence(
                        "\n\n## four-step\n", "| settings | here |", "\n\n## http-step\n", "| settings | there |")
                .doesNotContain("there too", "\n\n\n");
        String once = Files.readString(document);
        Assembly.write(folder, document);
        assertThat(document).content().isEqualTo(once);
    }

    @Test
    void whatWasWrittenByHandStays() throws IOException, InterruptedException {
        report("four-step", "as shipped");
        Path document = folder.resolve("REPORT.md");
        Assembly.write(folder, document);
        Files.writeString(document, "By hand.\n" + Files.readString(document));
        report("four-step", "otherwise");

        Assembly.write(folder, document);

        assertThat(document)
                .content()
                .startsWith("By hand.\n# Measurements")
                .contains("otherwise")
                .doesNotContain("as shipped");
    }

    private void report(String program, String settings) throws IOException, InterruptedException {
        report(folder, program, settings);
    }

    private static void report(Path folder, String program, String settings) throws IOException, InterruptedException {
        var micros = new Histogram(3);
        micros.recordValue(2000);
        try (var report = new Report(program, "deploy/bench -Dflow.seconds=5 " + program, Path.of("."), folder)) {
            report.where("settings", settings);
            report.percentiles("answer", micros);
            report.series("samples", List.of(1.0, 2.0));
        }
    }
}
