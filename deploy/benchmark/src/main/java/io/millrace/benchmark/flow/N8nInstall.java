package io.millrace.benchmark.flow;

import io.millrace.benchmark.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * n8n from npm, with a Node that it takes: older ones than it takes are still common.
 *
 * @param folder absolute; nothing is installed outside of it
 */
record N8nInstall(Path folder) {
    /** What is compared with. */
    static final String VERSION = "2.41.1";

    static final String NODE = "24.9.0";
    /** What it needs in turn is taken as it was then: later versions have come to need what npm does not have. */
    private static final String BEFORE = "2026-09-25";

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** Installs it below a folder where it is not there yet; fails where npm does, whose output the folder keeps. */
    static N8nInstall below(Path cache) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(cache.toAbsolutePath().normalize().resolve(VERSION));
        var install = new N8nInstall(folder);
        Path complete = folder.resolve("complete");
        if (!Files.exists(complete)) {
            install.npm(nodePackage() + "@" + NODE);
            install.npm("n8n@" + VERSION);
            Files.writeString(complete, "");
        }
        return install;
    }

    /** What runs one of its commands. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(node().resolve("bin/node").toString());
        command.add(folder.resolve("node_modules/n8n/bin/n8n").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Has its own Node found first. */
    void path(Map<String, String> environment) {
        environment.merge("PATH", node().resolve("bin").toString(), (others, own) -> own + File.pathSeparator + others);
    }

    /**
     * npm runs on the Node that is installed first. Nothing is compiled: what these scenarios need in machine code
     * comes ready, and what other nodes of n8n need is fetched from elsewhere than npm.
     */
    private void npm(String what) throws IOException, InterruptedException {
        List<String> command = List.of(
                "npm",
                "install",
                "--prefix",
                folder.toString(),
                "--no-audit",
                "--no-fund",
                "--save-exact",
                "--ignore-scripts",
                "--before=" + BEFORE,
                what);
        try (ChildProcess npm =
                new ChildProcess("npm install " + what, command, folder.resolve("npm.log"), this::path)) {
            npm.start().awaitSuccess(PATIENCE);
        }
    }

    private Path node() {
        return folder.resolve("node_modules").resolve(nodePackage());
    }

    private static String nodePackage() {
        return "node-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
    }
}
