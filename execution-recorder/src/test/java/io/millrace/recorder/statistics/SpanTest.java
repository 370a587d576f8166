package io.millrace.recorder.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanTest {
    private static final List<Grain> GRAINS = List.of(Grain.values());
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void spansOfAnyTimeFollowOneAnotherAndAreOfFewCounts() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            Instant from = minute(random, Duration.ofDays(400));
            Instant to = from.plusSeconds(60L * random.nextInt(round % 2 == 0 ? 3_000 : 1_000_000));
            Grain coarsest = GRAINS.get(random.nextInt(3));

            List<Span> spans = Span.of(coarsest, from, to);

            Instant reached = from;
            long fine = 0;
            for (Span span : spans) {
                Instant end = Objects.requireNonNull(span.to());
                assertThat(span.from())
                        .isEqualTo(reached)
                        .isEqualTo(span.grain().floor(reached));
                assertThat(end).isAfter(reached).isEqualTo(span.grain().floor(end));
                assertThat(span.grain()).isLessThanOrEqualTo(coarsest);
                if (span.grain() != coarsest) {
                    fine += Duration.between(reached, end)
                            .dividedBy(span.grain().length());
                }
                reached = end;
            }
            assertThat(reached).isEqualTo(to);
            assertThat(fine).isLessThanOrEqualTo(2 * (59 + 23));
        }
    }

    @Test
    void anOpenEndIsOneOfTheCoarsest() {
        assertThat(Span.of(Grain.DAY, null, null)).containsExactly(new Span(Grain.DAY, null, null));
        assertThat(Span.of(Grain.DAY, BEGIN.plusSeconds(23 * 3600 + 3540), null))
                .containsExactly(
                        new Span(Grain.MINUTE, BEGIN.plusSeconds(23 * 3600 + 3540), BEGIN.plusSeconds(86_400)),
                        new Span(Grain.DAY, BEGIN.plusSeconds(86_400), null));
        assertThat(Span.of(Grain.DAY, BEGIN, BEGIN)).isEmpty();
    }

    @Test
    void whereMinutesOrHoursAreGoneTimesAreRoundedToWhatThereIs() {
        Instant now = Instant.parse("2026-11-21T17:35:00Z");
        Kept kept = Kept.at(now, Duration.ofDays(32), Duration.ofDays(400));

        assertThat(kept.minutes()).isEqualTo("2026-10-20T19:00:00Z");
        assertThat(kept.hours()).isEqualTo("2025-10-19T00:00:00Z");
        assertThat(kept.floor(Instant.parse("2026-10-20T19:00:59.999Z"))).isEqualTo("2026-10-20T19:00:00Z");
        assertThat(kept.floor(Instant.parse("2026-10-20T18:59:59Z"))).isEqualTo("2026-10-20T18:00:00Z");
        assertThat(kept.floor(Instant.parse("2025-10-18T23:59:59Z"))).isEqualTo("2025-10-18T00:00:00Z");
        assertThat(Kept.at(now, Duration.ZERO, Duration.ZERO).finest(Instant.EPOCH))
                .isEqualTo(Grain.MINUTE);
    }

    /** Whatever is asked about, no count is needed that is not there. */
    @Test
    void noCountIsAskedForThatIsGone() {
        Random random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            Instant now = minute(random, Duration.ofDays(400)).plus(Duration.ofDays(800));
            Kept kept = Kept.at(now, Duration.ofDays(32), Duration.ofDays(400));
            Instant from = kept.floor(minute(random, Duration.ofDays(1200)));
            Instant to = kept.floor(from.plusSeconds(random.nextLong(90_000_000)));

            for (Span span : Span.of(Grain.DAY, from, to)) {
                Instant oldest =
                        switch (span.grain()) {
                            case MINUTE -> now.minus(Duration.ofDays(32));
                            case HOUR -> now.minus(Duration.ofDays(400));
                            case DAY -> Instant.EPOCH;
                        };
                assertThat(span.from()).isAfterOrEqualTo(oldest);
            }
        }
    }

    private static Instant minute(Random random, Duration within) {
        return BEGIN.plusSeconds(60 * random.nextLong(within.toMinutes()));
    }
}
