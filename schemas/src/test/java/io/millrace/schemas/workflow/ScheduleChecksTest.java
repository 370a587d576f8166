package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.Definitions.node;
import static io.millrace.schemas.workflow.Definitions.problems;
import static io.millrace.schemas.workflow.Definitions.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleChecksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"cron\": \"0 6 * * MON\", \"timeZone\": \"Asia/Tokyo\", \"missed\": \"all\" } | ",
                "{ \"every\": \"PT1H\", \"missed\": \"one\" }           | ",
                "{}                                                     | /nodes/0/parameters",
                "{ \"cron\": \"0 6 * * *\", \"every\": \"PT1H\" }       | /nodes/0/parameters",
                "{ \"cron\": \"0 25 * * *\" }                           | /nodes/0/parameters/cron",
                "{ \"cron\": \"0 0 31 FEB *\" }                         | /nodes/0/parameters/cron",
                "{ \"cron\": \"0 6 * * *\", \"timeZone\": \"CET?\" }    | /nodes/0/parameters/timeZone",
                "{ \"every\": \"PT0S\" }                                | /nodes/0/parameters/every",
                "{ \"every\": \"PT1H\", \"missed\": \"none\" }          | /nodes/0/parameters/missed",
            })
    void schedulesAreReadWhenTheyArePublished(String parameters, String pointer) {
        List<Problem> problems = problems(workflow(List.of(node("daily", "schedule", parameters))));

        if (pointer == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).extracting(Problem::pointer).contains(pointer).containsOnly(pointer);
        }
    }
}
