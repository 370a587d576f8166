package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * How a service's jar is started. Trained, it lies extracted beside its libraries, as Spring Boot's tools do it, and
 * has an AOT cache: its classes as an earlier run had loaded and linked them, and what the compiler had learned of them
 * (JEP 483, 514 and 515).
 */
public enum Launch {
    /** As it was trained, if it was and has not been built anew since; else as {@link #PLAIN}. */
    TRAINED,
    /** Extracted, and its cache is made of this run when it ends. */
    TRAINING,
    /** The jar as it is built. */
    PLAIN;

    private static final Duration EXTRACTION = Duration.ofMinutes(2);

    /** {@link #TRAINED}, but for {@code -Dflow.aot=false}. */
    public static Launch asTold() {
        return Boolean.parseBoolean(System.getProperty("flow.aot", "true")) ? TRAINED : PLAIN;
    }

    /** What follows {@code java} and its options; extracts where it is to be trained. */
    List<String> arguments(Path jar) {
        Path folder = jar.resolveSibling("trained");
        Path extracted = folder.resolve(jar.getFileName());
        Path cache = folder.resolve("classes.aot");
        Path source = folder.resolve("source.sha256");
        try {
            return switch (this) {
                case TRAINED ->
                    Files.exists(cache) && Files.readString(source).equals(digest(jar))
                            ? List.of(
                                    // At another address, all of it would be patched and be memory of our own.
                                    "-XX:+UnlockDiagnosticVMOptions",
                                    "-XX:ArchiveRelocationMode=0",
                                    "-XX:AOTCache=" + cache,
                                    "-jar",
                                    extracted.toString())
                            : PLAIN.arguments(jar);
                case TRAINING -> {
                    Files.deleteIfExists(cache);
                    extract(jar, folder);
                    Files.writeString(source, digest(jar));
                    yield List.of("-XX:AOTCacheOutput=" + cache, "-jar", extracted.toString());
                }
                case PLAIN -> List.of("-jar", jar.toString());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void extract(Path jar, Path folder) throws IOException {
        List<String> arguments = List.of(
                "-Djarmode=tools", "-jar", jar.toString(), "extract", "--force", "--destination", folder.toString());
        try (JavaProcess tools = new JavaProcess("extraction", arguments, folder.resolveSibling("extraction.log"))) {
            tools.start().awaitSuccess(EXTRACTION);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + jar + " was extracted", e);
        }
    }

    private static String digest(Path jar) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
