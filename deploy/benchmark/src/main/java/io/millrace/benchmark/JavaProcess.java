package io.millrace.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own. */
public final class JavaProcess extends ChildProcess {
    /**
     * Not running yet.
     *
     * @param arguments what follows {@code java}
     * @param output the file that what it prints is appended to
     */
    public JavaProcess(String name, List<String> arguments, Path output) {
        super(name, command(arguments), output, environment -> environment
                .keySet()
                .removeIf(variable -> variable.matches("(SPRING|SERVER|MANAGEMENT|MILLRACE|JAVA_TOOL)_.*")));
    }

    private static List<String> command(List<String> arguments) {
        var command = new ArrayList<>(List.of(tool("java")));
        command.addAll(arguments);
        return command;
    }

    /** The path of a program that comes with this JVM. */
    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    @Override
    public synchronized JavaProcess start() throws IOException {
        super.start();
        return this;
    }
}
