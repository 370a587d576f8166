package io.millrace.worker.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The schedules that the owner of a partition keeps, and up to which time each has been served.
 *
 * <p>A time that came before somebody kept the schedule, or longer ago than a hand-over takes, was missed, and its
 * schedule says what becomes of it. Every other one is served, late or not.
 */
final class ScheduleBook {
    /** What a hand-over may take without a time being missed. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private record Line(Scheduled scheduled, Instant served, Optional<Instant> next) {}

    /** A time that has come. */
    record Due(Scheduled scheduled, Instant at) {}

    private final Map<String, Instant> served = new HashMap<>();
    private Map<String, Line> lines = new HashMap<>();
    private Instant keptSince = Instant.MAX;

    /** Up to which time a schedule was served by earlier owners. */
    void served(String key, Instant dueAt) {
        served.put(key, dueAt);
    }

    /** From now on the schedules are kept here. */
    void keep(Instant now) {
        keptSince = now;
    }

    /** These schedules there are now. One that goes on as it was is served from where it was. */
    void set(List<Scheduled> scheduled) {
        var next = new HashMap<String, Line>();
        for (Scheduled one : scheduled) {
            Line before = lines.get(one.key());
            if (before != null && Objects.equals(before.scheduled().parameters(), one.parameters())) {
                next.put(one.key(), new Line(one, before.served(), before.next()));
            } else {
                Instant last = served.getOrDefault(one.key(), Instant.MIN);
                next.put(one.key(), line(one, last.isAfter(one.since()) ? last : one.since()));
            }
        }
        lines = next;
    }

    /** Takes the times that have come and are to be served, oldest first, not too many of a schedule at once. */
    List<Due> takeDue(Instant now, int atMost) {
        var due = new ArrayList<Due>();
        for (Line line : List.copyOf(lines.values())) {
            if (line.next().filter(at -> !at.isAfter(now)).isPresent()) {
                take(line, now, atMost, due);
            }
        }
        due.sort((one, other) -> one.at().compareTo(other.at()));
        return due;
    }

    private void take(Line line, Instant now, int atMost, List<Due> due) {
        Instant missedBefore = keptSince.minus(GRACE);
        Line current = line;
        Optional<Instant> lastMissed = Optional.empty();
        int taken = 0;
        while (taken < atMost) {
            Instant at = current.next().filter(next -> !next.isAfter(now)).orElse(null);
            if (at == null) {
                break;
            }
            boolean missed = at.isBefore(missedBefore);
            switch (line.scheduled().schedule().missed()) {
                case SKIP -> {
                    if (!missed) {
                        due.add(new Due(line.scheduled(), at));
                        taken++;
                    }
                }
                case ONE -> {
                    if (missed) {
                        lastMissed = Optional.of(at);
                    } else {
                        due.add(new Due(line.scheduled(), at));
                        taken++;
                    }
                }
                case ALL -> {
                    due.add(new Due(line.scheduled(), at));
                    taken++;
                }
            }
            current = line(line.scheduled(), at);
        }
        lastMissed.ifPresent(at -> due.add(new Due(line.scheduled(), at)));
        lines.put(line.scheduled().key(), current);
        served.put(line.scheduled().key(), current.served());
    }

    /** When the next time comes. */
    Optional<Instant> next() {
        return lines.values().stream().flatMap(line -> line.next().stream()).min(Instant::compareTo);
    }

    private static Line line(Scheduled scheduled, Instant served) {
        return new Line(scheduled, served, scheduled.schedule().next(served));
    }
}
