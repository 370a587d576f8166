package io.millrace.worker.node.type.code;

import io.millrace.worker.node.type.code.child.ScriptHost;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a child process is started: with little memory, few threads, an empty environment and a small class path. */
final class ChildCommand implements AutoCloseable {

    private final CodeSettings settings;
    private @Nullable ChildFiles files;
    private boolean closed;

    ChildCommand(CodeSettings settings) {
        this.settings = settings;
    }

    /** The class path is made when it is first needed: most workers never run a script. */
    synchronized ProcessBuilder builder() throws IOException {
        if (closed) {
            throw new IOException("the worker stops");
        }
        if (files == null || !files.areThere()) {
            files = ChildFiles.create();
        }
        String classPath =
                files.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + settings.heap().toBytes(),
                        "-XX:MaxDirectMemorySize=8m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        // Standard output belongs to the replies.
                        "-XX:+DisplayVMOutputToStderr",
                        "-XX:-UsePerfData",
                        "-XX:ErrorFile=" + files.folder().resolve("crash-%p.log"),
                        "-XX:-CreateCoredumpOnCrash",
                        // The engine uses both; without these words the JDK warns.
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Duser.timezone=UTC",
                        "-Duser.language=en",
                        "-Duser.country=",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        classPath,
                        ScriptHost.class.getName()))
                .directory(files.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // Whatever secrets the worker's environment holds, a child does not know them.
        builder.environment().clear();
        return builder;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (files != null) {
            files.close();
            files = null;
        }
    }
}
