package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the host of a virtual machine gave to others while somebody here wanted it. It makes every rate and latency that
 * is measured meanwhile worse, and no processor time of a process tells of it.
 *
 * @param all ticks of all processors since the machine started
 * @param stolen those of them that were not given
 */
public record StolenTime(long all, long stolen) {
    private static final int FIELDS = 8;
    private static final int STOLEN = 7;

    /** As the kernel counts it now; nothing where it does not. */
    public static StolenTime now() {
        Path file = Path.of("/proc/stat");
        try {
            return Files.isReadable(file) ? of(Files.readAllLines(file).getFirst()) : new StolenTime(0, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the first line of {@code /proc/stat}, as proc(5) describes it. */
    static StolenTime of(String line) {
        long[] ticks = Arrays.stream(line.split("\\s+"))
                .skip(1)
                .limit(FIELDS)
                .mapToLong(Long::parseLong)
                .toArray();
        return new StolenTime(Arrays.stream(ticks).sum(), ticks[STOLEN]);
    }

    /** How much of the time since then was stolen, in percent. */
    public long percentSince(StolenTime before) {
        long passed = all - before.all;
        return passed == 0 ? 0 : Math.round(100.0 * (stolen - before.stolen) / passed);
    }
}
