package io.millrace.schemas.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 6 * * *         | 2026-11-21T06:00:00Z | 2026-11-22T06:00:00Z",
                "*/15 * * * *      | 2026-11-21T06:07:08.9Z | 2026-11-21T06:15:00Z",
                "* * * * * *       | 2026-11-21T06:07:08.9Z | 2026-11-21T06:07:09Z",
                "*/10 30 4 * * *   | 2026-11-21T04:30:50Z | 2026-11-22T04:30:00Z",
                "0 0 1 JAN *       | 2026-11-21T00:00:00Z | 2027-01-01T00:00:00Z",
                "30 7 * * MON-FRI  | 2026-11-20T08:00:00Z | 2026-11-23T07:30:00Z",
                "0 0 * * 0         | 2026-11-20T08:00:00Z | 2026-11-22T00:00:00Z",
                "0 0 * * 7         | 2026-11-20T08:00:00Z | 2026-11-22T00:00:00Z",
                "0 0 13 * FRI      | 2026-11-21T00:00:00Z | 2026-11-27T00:00:00Z",
                "0 0 29 2 *        | 2026-11-21T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 29 2 *        | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z",
                "0 9,17 1,15 * *   | 2026-11-15T09:00:00Z | 2026-11-15T17:00:00Z",
            })
    void cronIsReadAsEverywhere(String cron, Instant after, Instant next) {
        assertThat(cron(cron, "UTC").next(after)).contains(next);
    }

    /** In Berlin the clocks went from 2 to 3 on 2026-03-29 at 1:00 UTC, and from 3 to 2 on 2026-10-25 at 1:00 UTC. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Skipped: at the change.
                "30 2 * * *    | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
                "30 2 * * *    | 2026-03-29T00:59:59Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
                // Several that are skipped: once, with the one that comes then anyway.
                "0,30 2,3 * * * | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z 2026-03-30T00:00:00Z",
                // Repeated: the first time.
                "30 2 * * *    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
                "30 2 * * *    | 2026-10-25T01:10:00Z | 2026-10-26T01:30:00Z",
                "0 2,3 * * *   | 2026-10-24T22:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z 2026-10-26T01:00:00Z",
                // Every hour: as the clock runs.
                "30 * * * *    | 2026-03-28T23:30:00Z | 2026-03-29T00:30:00Z 2026-03-29T01:30:00Z 2026-03-29T02:30:00Z",
                "30 * * * *    | 2026-10-24T23:30:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T02:30:00Z",
            })
    void clocksThatChangeNeitherLoseNorRepeat(String cron, Instant after, String times) {
        List<Instant> expected =
                Arrays.stream(times.split(" ", -1)).map(Instant::parse).toList();

        assertThat(cron(cron, "Europe/Berlin").next(after, expected.size())).isEqualTo(expected);
    }

    /** Over a year, in zones that change by an hour, by half an hour, at midnight and never. */
    @ParameterizedTest
    @CsvSource({"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata", "UTC"})
    void aDailyTimeComesOnceADayAndAHalfHourlyOneEveryHalfHour(String zone) {
        SplittableRandom random = new SplittableRandom(3);
        Instant start = Instant.parse("2026-01-01T12:00:00Z");
        for (int i = 0; i < 5; i++) {
            Schedule daily = cron(random.nextInt(60) + " " + random.nextInt(24) + " * * *", zone);
            List<Instant> days = daily.next(start, 400);
            assertThat(days.stream()
                            .map(time -> time.atZone(ZoneId.of(zone)).toLocalDate())
                            .distinct())
                    .hasSize(400);
        }
        Schedule often = cron("*/30 * * * *", zone);
        Instant last = often.next(start).orElseThrow();
        for (Instant time : often.next(last, 17_600)) {
            assertThat(Duration.between(last, time)).isEqualTo(Duration.ofMinutes(30));
            last = time;
        }
    }

    @Test
    void theSameTimesComeFromWhereverOneLooks() {
        SplittableRandom random = new SplittableRandom(4);
        Schedule schedule = cron("15,45 1-3 * * *", "Europe/Berlin");
        Instant start = Instant.parse("2026-03-01T00:00:00Z");
        List<Instant> times = schedule.next(start, 1_000);

        assertThat(times).isSorted().doesNotHaveDuplicates();
        for (int i = 1; i < times.size(); i++) {
            long span = times.get(i).toEpochMilli() - times.get(i - 1).toEpochMilli();
            assertThat(schedule.next(times.get(i - 1).plusMillis(random.nextLong(span))))
                    .contains(times.get(i));
        }
    }

    @Test
    void intervalsAreCountedFromTheEpoch() {
        Schedule quarters = schedule("{ \"every\": \"PT15M\", \"missed\": \"all\" }");

        assertThat(quarters.missed()).isEqualTo(Missed.ALL);
        assertThat(quarters.next(Instant.parse("2026-11-21T06:15:00Z"), 2))
                .containsExactly(Instant.parse("2026-11-21T06:30:00Z"), Instant.parse("2026-11-21T06:45:00Z"));
        assertThat(schedule("{ \"every\": \"PT1S\" }").next(Instant.ofEpochMilli(1999)))
                .contains(Instant.ofEpochSecond(2));
        assertThat(schedule("{ \"every\": \"P1D\" }").next(Instant.ofEpochMilli(-1)))
                .contains(Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                  | cron",
                "{ \"cron\": \"0 6 * * *\", \"every\": \"PT1M\" }    | cron",
                "{ \"cron\": \"* * *\" }                             | cron",
                "{ \"cron\": \"60 * * * *\" }                        | cron",
                "{ \"cron\": \"* 24 * * *\" }                        | cron",
                "{ \"cron\": \"* * 0 * *\" }                         | cron",
                "{ \"cron\": \"* * * * FUN\" }                       | cron",
                "{ \"cron\": \"*/0 * * * *\" }                       | cron",
                "{ \"cron\": \"5-1 * * * *\" }                       | cron",
                "{ \"cron\": \"@daily\" }                            | cron",
                "{ \"cron\": 5 }                                     | cron",
                "{ \"cron\": \"0 6 * * *\", \"timeZone\": \"Mars/X\" }  | timeZone",
                "{ \"cron\": \"0 6 * * *\", \"timeZone\": \"+02:00\" }  | timeZone",
                "{ \"every\": \"PT1M\", \"timeZone\": \"UTC\" }      | timeZone",
                "{ \"every\": \"PT0.5S\" }                           | every",
                "{ \"every\": \"-PT5S\" }                            | every",
                "{ \"every\": \"PT1.0001S\" }                        | every",
                "{ \"every\": \"P400D\" }                            | every",
                "{ \"every\": \"hourly\" }                           | every",
                "{ \"every\": \"PT1M\", \"missed\": \"some\" }       | missed",
            })
    void namesTheParameterAtFault(String parameters, String fault) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> schedule(parameters))
                .satisfies(e -> {
                    assertThat(e.parameter()).isEqualTo(fault);
                    assertThat(e.reason()).isNotBlank();
                });
    }

    @Test
    void knowsWhatNeverComes() {
        assertThat(cron("0 0 30 2 *", "Europe/Berlin").next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    private static Schedule cron(String cron, String zone) {
        return schedule("{ \"cron\": \"%s\", \"timeZone\": \"%s\" }".formatted(cron, zone));
    }

    private static Schedule schedule(String parameters) {
        return Schedule.of(JsonMapper.shared().readTree(parameters));
    }
}
