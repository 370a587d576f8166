package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.OpenApiDocument;
import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code /openapi.json} holds together, has every call, and every answer is as it says. */
class DocumentedAnswersTest {
    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();
    private final OpenApiDocument document =
            new OpenApiDocument(recorder.get(owner, "/openapi.json").body());

    @Test
    void everyCallIsThereWithAllItsParametersAndAnswers() {
        assertThat(document.flaws()).isEmpty();
        assertThat(document.paths("get"))
                .contains(
                        "/executions",
                        "/executions/export",
                        "/executions/{id}",
                        "/executions/{id}/nodes",
                        "/executions/{id}/logs",
                        "/executions/{id}/workflow",
                        "/executions/{id}/trigger",
                        "/executions/{id}/output",
                        "/executions/{id}/nodes/{nodeId}/output",
                        "/statistics");
    }

    @Test
    void everyAnswerIsAsItIsDescribed() {
        String workflow = "documented-" + UUID.randomUUID();
        recorder.owner().update("insert into workflows values (?, ?, 'W', 1, 1, false, now())", workflow, owner);
        recorder.owner()
                .update(
                        "insert into workflow_versions values (?, 1, ?, gen_random_uuid(), '{}', ?, now())",
                        workflow,
                        owner,
                        owner);
        Story small = Story.of(owner, workflow)
                .triggered("1")
                .started()
                .attemptFailed("hook", 1)
                .completed("hook", "2")
                .logged("a")
                .finished(
                        ExecutionStatus.FAILED,
                        "3",
                        Story.failure("x", "message"),
                        List.of("hook"),
                        List.of("skipped"));
        String padding = "\"" + "x".repeat(70_000) + "\"";
        Story large = Story.of(owner, workflow)
                .triggered(padding)
                .started()
                .completed("hook", padding)
                .logged("a")
                .finished(padding);
        Story begun = Story.of(owner, workflow).triggered("1").started().nodeStarted("hook", 1);
        recorder.send(small, large, begun);
        Folded.await(recorder);

        for (String path : document.paths("get")) {
            for (Story story : List.of(small, large, begun)) {
                String call = path.replace("{id}", story.id().toString()).replace("{nodeId}", "hook");
                isAsDescribed(path, recorder.get(owner, call));
                isAsDescribed(path, recorder.get("somebody", call));
            }
            isAsDescribed(
                    path,
                    recorder.get(
                            owner,
                            path.replace("{id}", small.id().toString()).replace("{nodeId}", "hook") + "?ownerId=*"));
            isAsDescribed(
                    path,
                    recorder.get(
                            owner,
                            path.replace("{id}", small.id().toString()).replace("{nodeId}", "hook") + "?colour=red"));
        }
        isAsDescribed("/statistics", recorder.get(owner, "/statistics?bucket=hour"));
        isAsDescribed("/executions", recorder.get(owner, "/executions?fields=id&limit=1"));
        isAsDescribed("/executions/export", recorder.get(owner, "/executions/export?format=csv"));
    }

    private void isAsDescribed(String path, HttpResponse<String> answer) {
        assertThat(document.flaws(
                        path,
                        "get",
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse(""),
                        answer.body()))
                .as(answer.uri() + " " + answer.statusCode() + " " + answer.body())
                .isEmpty();
    }
}
