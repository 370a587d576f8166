package io.millrace.notifier.stream;

import io.millrace.schemas.stream.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** For each lane the offset of the first record not yet seen: a cursor that moves. Not safe for several threads. */
final class Position {
    private final String epoch;
    private final Lanes lanes;
    private final long[] next;

    Position(String epoch, Lanes lanes, long[] next) {
        if (next.length != lanes.count()) {
            throw new IllegalArgumentException(next.length + " offsets for " + lanes);
        }
        this.epoch = epoch;
        this.lanes = lanes;
        this.next = next.clone();
    }

    /**
     * The place that a cursor of this epoch names; empty for one that knows more partitions than there are. Partitions
     * that were added after it was made begin at their starts.
     */
    static Optional<Position> of(Cursor cursor, Lanes lanes) {
        if (cursor.triggers().size() > lanes.triggers() || cursor.events().size() > lanes.events()) {
            return Optional.empty();
        }
        var next = new long[lanes.count()];
        copy(cursor.triggers(), next, 0);
        copy(cursor.events(), next, lanes.triggers());
        return LongStream.of(next).anyMatch(offset -> offset < 0)
                ? Optional.empty()
                : Optional.of(new Position(cursor.epoch(), lanes, next));
    }

    private static void copy(List<Long> offsets, long[] next, int at) {
        for (int i = 0; i < offsets.size(); i++) {
            next[at + i] = offsets.get(i);
        }
    }

    String epoch() {
        return epoch;
    }

    Lanes lanes() {
        return lanes;
    }

    long next(int lane) {
        return next[lane];
    }

    boolean hasSeen(int lane, long offset) {
        return offset < next[lane];
    }

    /** Everything of the lane below the offset has been seen; going back is not possible. */
    void advance(int lane, long to) {
        next[lane] = Math.max(next[lane], to);
    }

    /** Everything that the other place has seen has been seen. */
    void advance(Position other) {
        for (int lane = 0; lane < next.length; lane++) {
            advance(lane, other.next[lane]);
        }
    }

    /** Whether everything that the other place has seen has been seen here. */
    boolean isAtLeast(Position other) {
        for (int lane = 0; lane < next.length; lane++) {
            if (next[lane] < other.next[lane]) {
                return false;
            }
        }
        return true;
    }

    /** What both have seen. */
    Position lowest(Position other) {
        Position lowest = copy();
        Arrays.setAll(lowest.next, lane -> Math.min(next[lane], other.next[lane]));
        return lowest;
    }

    /** What either has seen. */
    Position highest(Position other) {
        Position highest = copy();
        highest.advance(other);
        return highest;
    }

    /** At most so many records lie between here and there. */
    long distanceTo(Position other) {
        long distance = 0;
        for (int lane = 0; lane < next.length; lane++) {
            distance += Math.max(0, other.next[lane] - next[lane]);
        }
        return distance;
    }

    boolean isInSameLog(Position other) {
        return epoch.equals(other.epoch) && lanes.equals(other.lanes);
    }

    boolean isSame(Position other) {
        return isInSameLog(other) && Arrays.equals(next, other.next);
    }

    Position copy() {
        return new Position(epoch, lanes, next);
    }

    /** As clients hold it. */
    String encode() {
        return new Cursor(epoch, offsets(0, lanes.triggers()), offsets(lanes.triggers(), next.length)).encode();
    }

    private List<Long> offsets(int from, int to) {
        return Arrays.stream(next, from, to).boxed().toList();
    }

    @Override
    public String toString() {
        return epoch + Arrays.toString(next);
    }
}
