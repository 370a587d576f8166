package io.millrace.acceptance.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build put what is tested. */
public final class Project {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private Project() {}

    /** A file or folder by its path below the project's. */
    public static Path path(String path) {
        return MODULE.resolve("../..").normalize().resolve(path);
    }

    /** A new folder for what a test run writes, below the module's {@code target}. */
    public static Path scratch(String name) {
        try {
            return Files.createTempDirectory(Files.createDirectories(MODULE.resolve("target/acceptance")), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The runnable jar of a service; fails, saying how to build it, where it is missing. */
    static Path executable(String module) {
        Path jar = path(module + "/target/" + module + "-exec.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: build with ./mvnw -pl deploy/acceptance -am verify");
        }
        return jar;
    }

    /** The launcher of the JDK that this test runs on, which is new enough. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
