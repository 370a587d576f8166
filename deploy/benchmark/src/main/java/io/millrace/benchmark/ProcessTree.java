package io.millrace.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * A process and all that it and its children have started.
 *
 * @param pid of the process
 */
public record ProcessTree(long pid) {
    /** The kernel counts processor time in hundredths of a second. */
    private static final long TICK_MS = 10;

    /** The processor time that all have taken, those that have ended included. */
    public Duration cpu() {
        return Duration.ofMillis(pids().map(ProcessTree::ticks).sum() * TICK_MS);
    }

    /** The most memory that each ever had resident, added up, in bytes. */
    public long peak() {
        return pids().map(ProcessTree::peak).sum();
    }

    private LongStream pids() {
        LongStream started = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), started);
    }

    /** User and system time of a process and of its ended children. */
    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11])
                    + Long.parseLong(fields[12])
                    + Long.parseLong(fields[13])
                    + Long.parseLong(fields[14]);
        } catch (IOException e) {
            return 0; // it has just ended, and its parent has its time
        }
    }

    private static long peak(long pid) {
        try {
            return status(pid, "VmHWM") * 1024;
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    /** A number that the kernel says of a process; sizes are in KB. */
    static long status(long pid, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
