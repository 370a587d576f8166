package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.schedule.Schedule;
import io.millrace.schemas.workflow.ParseResult;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.node.NodeTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Which times are served, and which are missed. */
class ScheduleBookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final AnnotationConfigApplicationContext context = InstalledNodeTypes.open();
    private final ScheduleBook book = new ScheduleBook();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void eachTimeIsServedOnce() {
        book.keep(NOW);
        book.set(List.of(hourly("skip", NOW)));

        assertThat(served(NOW.plus(Duration.ofMinutes(59)))).isEmpty();
        assertThat(served(NOW.plus(Duration.ofHours(1)))).containsExactly(NOW.plus(Duration.ofHours(1)));
        assertThat(served(NOW.plus(Duration.ofHours(1)))).isEmpty();
    }

    @Test
    void whatAnEarlierOwnerServedIsNotServedAgain() {
        book.served("w/at", NOW);
        book.keep(NOW);
        book.set(List.of(hourly("all", NOW.minus(Duration.ofDays(1)))));

        assertThat(served(NOW)).isEmpty();
    }

    @Test
    void missedTimesAreSkipped() {
        assertThat(afterThreeHours("skip")).isEmpty();
    }

    @Test
    void oneRunStandsForAllMissedTimes() {
        assertThat(afterThreeHours("one")).containsExactly(NOW.minus(Duration.ofMinutes(30)));
    }

    @Test
    void aRunForEachMissedTimeOldestFirst() {
        assertThat(afterThreeHours("all"))
                .containsExactly(
                        NOW.minus(Duration.ofMinutes(150)),
                        NOW.minus(Duration.ofMinutes(90)),
                        NOW.minus(Duration.ofMinutes(30)));
    }

    @Test
    void aTimeThatComesDuringAHandOverIsNotMissed() {
        book.served("w/at", NOW.minus(Duration.ofHours(1)));
        book.keep(NOW.plusSeconds(20));
        book.set(List.of(hourly("skip", NOW.minus(Duration.ofDays(1)))));

        assertThat(served(NOW.plusSeconds(20))).containsExactly(NOW);
    }

    @Test
    void anotherVersionWithTheSameScheduleGoesOn() {
        book.keep(NOW);
        book.set(List.of(hourly("skip", NOW)));
        book.set(List.of(hourly("skip", NOW.plus(Duration.ofHours(2)))));

        assertThat(served(NOW.plus(Duration.ofHours(1)))).hasSize(1);
    }

    /** The schedule comes at half past; it was served until three hours ago. */
    private List<Instant> afterThreeHours(String missed) {
        book.served("w/at", NOW.minus(Duration.ofMinutes(210)));
        book.keep(NOW);
        book.set(List.of(
                scheduled("\"cron\": \"30 * * * *\", \"missed\": \"" + missed + "\"", NOW.minus(Duration.ofDays(1)))));
        return served(NOW);
    }

    private List<Instant> served(Instant now) {
        return book.takeDue(now, 100).stream().map(ScheduleBook.Due::at).toList();
    }

    private Scheduled hourly(String missed, Instant since) {
        return scheduled("\"every\": \"PT1H\", \"missed\": \"" + missed + "\"", since);
    }

    private Scheduled scheduled(String parameters, Instant since) {
        var parser = new WorkflowParser(io.millrace.schemas.workflow.NodeTypes.onClassPath());
        String definition = """
                {"name": "W", "nodes": [{"id": "at", "type": "schedule", "parameters": {%s}}], "connections": []}
                """.formatted(parameters);
        var workflow = ((ParseResult.Valid) parser.parse(definition.getBytes(StandardCharsets.UTF_8))).workflow();
        var plan = new Plan(workflow, context.getBean(NodeTypes.class), (id, wait) -> "");
        var node = workflow.node("at");
        return new Scheduled("w", 1, "alice", "at", node.parameters(), Schedule.of(node.parameters()), since, plan);
    }
}
