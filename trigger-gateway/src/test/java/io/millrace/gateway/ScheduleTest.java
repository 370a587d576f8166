package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ScheduleTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static final String SCHEDULES = """
            {"name": "Test", "active": %s, "nodes": [
              {"id": "hook", "type": "webhook", "parameters": {"path": "a"}},
              {"id": "often", "type": "schedule", "parameters": {"every": "PT15M"}},
              {"id": "daily", "type": "schedule", "parameters": {"cron": "%s", "timeZone": "Europe/Berlin"}},
              {"id": "out", "type": "set", "parameters": {"values": {}}}],
             "connections": [{"from": "hook", "to": "out"}, {"from": "often", "to": "out"}, {"from": "daily", "to": "out"}]}""";

    @Test
    void anOwnerSeesTheNextTenTimesOfEachSchedule() {
        Instant before = Instant.now();
        GATEWAY.publish("ada", "scheduled", SCHEDULES.formatted("true", "0 6 * * *"))
                .expect(201);

        JsonNode schedule = GATEWAY.call("GET", "/workflows/scheduled/schedule")
                .as("ada")
                .send()
                .expect(200)
                .json();

        assertThat(schedule.path("liveVersion").intValue()).isEqualTo(1);
        assertThat(schedule.path("schedules").valueStream().map(one -> one.path("node")
                        .stringValue()))
                .containsExactly("often", "daily");
        List<Instant> often = times(schedule, 0);
        assertThat(often).hasSize(10);
        assertThat(often.getFirst()).isBetween(before, before.plus(Duration.ofMinutes(16)));
        assertThat(often.getLast()).isEqualTo(often.getFirst().plus(Duration.ofMinutes(135)));
        assertThat(times(schedule, 1)).hasSize(10);
        assertThat(schedule.at("/schedules/0/next/0").stringValue()).endsWith(":00.000Z");
        GATEWAY.call("GET", "/workflows/scheduled/schedule").as("bob").send().expectProblem(404, "not-found");
    }

    @Test
    void whatIsNotLiveHasNoTimes() {
        GATEWAY.publish("ada", "scheduled-not", SCHEDULES.formatted("false", "0 6 * * *"))
                .expect(201);

        JsonNode schedule = GATEWAY.call("GET", "/workflows/scheduled-not/schedule")
                .as("ada")
                .send()
                .expect(200)
                .json();

        assertThat(schedule.path("liveVersion").isNull()).isTrue();
        assertThat(schedule.path("schedules")).isEmpty();
    }

    @Test
    void refusesWhatIsNoSchedule() {
        var answer = GATEWAY.publish("ada", "scheduled-wrong", SCHEDULES.formatted("true", "0 25 * * *"))
                .expectProblem(400, "invalid-definition");

        assertThat(answer.json().at("/errors/0/pointer").stringValue()).isEqualTo("/nodes/2/parameters/cron");
    }

    private static List<Instant> times(JsonNode schedule, int index) {
        return schedule.path("schedules")
                .path(index)
                .path("next")
                .valueStream()
                .map(time -> Instant.parse(time.stringValue()))
                .toList();
    }
}
