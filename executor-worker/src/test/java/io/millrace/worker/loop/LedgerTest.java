package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.topic.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @Test
    void theWatermarkIsTheOldestUnfinishedTrigger() {
        var ledger = new Ledger(new Place(10, 10, 100), 100);
        ledger.settled();
        ledger.read(10, first, NOW);
        ledger.eventsWritten(120);
        ledger.read(11, second, NOW);
        ledger.decided(first);
        ledger.decided(second);

        assertThat(ledger.place()).isEqualTo(new Place(10, 12, 100));

        ledger.finished(first);
        assertThat(ledger.place()).isEqualTo(new Place(11, 12, 120));

        ledger.finished(second);
        assertThat(ledger.place()).isEqualTo(new Place(12, 12, 120));
    }

    @Test
    void thePositionStaysBeforeWhatIsUndecided() {
        var ledger = new Ledger(new Place(10, 10, 0), 0);
        ledger.settled();
        ledger.read(10, first, NOW);
        ledger.read(11, second, NOW);
        ledger.decided(second);
        ledger.finished(second);

        assertThat(ledger.place().position()).isEqualTo(10);
    }

    @Test
    void aPlaceIsPassedOnAsItWasUntilTheBooksAreComplete() {
        var inherited = new Place(10, 12, 100);
        var ledger = new Ledger(inherited, 500);
        assertThat(ledger.place()).isEqualTo(inherited);

        ledger.read(10, first, NOW);
        assertThat(ledger.place()).isEqualTo(inherited);

        ledger.passed(11);
        ledger.settled();
        ledger.decided(first);
        assertThat(ledger.place()).isEqualTo(inherited);
    }

    @Test
    void thePositionNeverGoesBack() {
        var ledger = new Ledger(new Place(10, 12, 100), 500);
        ledger.read(10, first, NOW);
        ledger.settled();

        assertThat(ledger.place().position()).isEqualTo(12);
    }

    @Test
    void whatWasDecidedBeforeInheritsTheJournalThatCameWithIt() {
        var ledger = new Ledger(new Place(10, 12, 100), 500);
        ledger.settled();
        ledger.read(10, first, NOW);
        ledger.read(12, second, NOW);

        assertThat(ledger.decidedBefore(11)).isTrue();
        assertThat(ledger.decidedBefore(12)).isFalse();
        assertThat(ledger.place().journal()).isEqualTo(100);

        ledger.finished(first);
        assertThat(ledger.place().journal()).isEqualTo(500);
    }

    @Test
    void triggersThatMayHaveBeenDecidedKeepTheJournal() {
        var ledger = new Ledger(new Place(10, 10, 100, 13), 500);
        ledger.settled();
        ledger.read(10, first, NOW);
        ledger.passed(11);

        assertThat(ledger.place()).isEqualTo(new Place(10, 10, 100, 13));

        ledger.passed(12);
        assertThat(ledger.place()).isEqualTo(new Place(10, 10, 100, 13));

        ledger.finished(first);
        assertThat(ledger.place()).isEqualTo(new Place(13, 13, 500));
    }

    @Test
    void aCommandKeepsThePositionUntilItIsObeyed() {
        var ledger = new Ledger(new Place(10, 10, 0), 0);
        ledger.settled();
        ledger.commanded(10, NOW);
        ledger.passed(11);

        assertThat(ledger.place()).isEqualTo(new Place(10, 10, 0, 12));

        ledger.obeyed(10);
        assertThat(ledger.place()).isEqualTo(new Place(12, 12, 0));
    }

    @Test
    void whoHasNoTriggerKeepsTheJournalOnly() {
        var ledger = new Ledger(new Place(10, 10, 100), 100);
        ledger.settled();
        ledger.hold(first, NOW);
        ledger.eventsWritten(120);

        assertThat(ledger.place()).isEqualTo(new Place(10, 10, 100));

        ledger.finished(first);
        assertThat(ledger.place()).isEqualTo(new Place(10, 10, 120));
    }

    @Test
    void survivesBeingCommitted() {
        var place = new Place(3, 9, 77, 12);

        assertThat(Place.of(place.toCommit())).isEqualTo(place);
    }

    /**
     * A new owner must find every unfinished trigger at or above the watermark and all its events behind the journal.
     */
    @Test
    void nothingUnfinishedIsEverBelow() {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            var ledger = new Ledger(new Place(0, 0, 0), 0);
            ledger.settled();
            var unfinished = new HashMap<UUID, Long>();
            var firstEvent = new HashMap<UUID, Long>();
            List<UUID> undecided = new ArrayList<>();
            long events = 0;
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        var id = UUID.randomUUID();
                        unfinished.put(id, ledger.next());
                        undecided.add(id);
                        ledger.read(ledger.next(), id, NOW);
                    }
                    case 1 -> {
                        for (UUID id : undecided) {
                            ledger.decided(id);
                            firstEvent.put(id, events++);
                        }
                        undecided.clear();
                        ledger.eventsWritten(events);
                    }
                    case 2 -> ledger.passed(ledger.next());
                    default ->
                        firstEvent.keySet().stream().findAny().ifPresent(id -> {
                            ledger.finished(id);
                            unfinished.remove(id);
                            firstEvent.remove(id);
                        });
                }
                Place place = ledger.place();
                assertThat(unfinished.values()).as("seed %d", seed).allMatch(offset -> offset >= place.watermark());
                assertThat(firstEvent.values()).as("seed %d", seed).allMatch(offset -> offset >= place.journal());
                assertThat(undecided).allMatch(id -> unfinished.getOrDefault(id, -1L) >= place.position());
            }
        }
    }
}
