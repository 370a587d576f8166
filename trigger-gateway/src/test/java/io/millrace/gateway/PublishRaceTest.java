package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PublishRaceTest {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 6;

    private static final Gateway ONE = Gateway.shared();
    private static final Gateway OTHER = Gateway.start(Servers.kafka());

    @AfterAll
    static void stop() {
        OTHER.close();
    }

    @Test
    void everyPublicationGetsAVersionOfItsOwn() throws Exception {
        var answers = race(writer -> IntStream.range(0, ROUNDS)
                .mapToObj(round -> gateway(writer)
                        .publish("ada", "race", Definition.webhook("a", "\"POST\"", writer + "." + round)))
                .toList());

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        var contents = new TreeMap<Integer, Integer>();
        for (Gateway.Answer answer : answers) {
            assertThat(answer.status()).as(answer.response().body()).isIn(200, 201);
            contents.merge(answer.json().path("version").intValue(), 1, Integer::sum);
        }
        // Writers publish different contents, so each answer names another version, from 1 without a gap.
        assertThat(contents.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, WRITERS * ROUNDS).boxed().toList());
        await().untilAsserted(() -> assertThat(shown(ONE, "race")).isEqualTo(shown(OTHER, "race")));
        for (int version = 1; version <= WRITERS * ROUNDS; version++) {
            String path = "/workflows/race/versions/" + version;
            assertThat(ONE.call("GET", path).as("ada").send().expect(200).json())
                    .isEqualTo(
                            OTHER.call("GET", path).as("ada").send().expect(200).json());
        }
        assertThat(webhookIds("race"))
                .as("every version has the ids of the first")
                .hasSize(1);
    }

    @Test
    void ofManyThatCreateOneDoes() throws Exception {
        var answers = race(writer -> List.of(gateway(writer)
                .json("PUT", "/workflows/race-create", Definition.webhook("a", "\"POST\"", "" + writer))
                .as("ada")
                .header("If-None-Match", "*")
                .send()));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 412)).hasSize(WRITERS - 1);
    }

    @Test
    void ofManyOwnersOneGetsTheId() throws Exception {
        var answers = race(
                writer -> List.of(gateway(writer).publish("owner" + writer, "race-owner", Definition.webhook("a"))));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(WRITERS - 1);
    }

    @Test
    void whatOneInstanceTakesTheOtherKnows() {
        ONE.publish("ada", "race-follow", Definition.webhook("a")).expect(201);
        ONE.json("POST", "/webhooks/race-follow/a", "{}").send().expect(202);
        await().untilAsserted(() ->
                OTHER.json("POST", "/webhooks/race-follow/a", "{}").send().expect(202));
    }

    private interface Writer {
        List<Gateway.Answer> write(int number);
    }

    private static List<Gateway.Answer> race(Writer writer) throws Exception {
        var answers = new ArrayList<Gateway.Answer>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Gateway.Answer>>> running = IntStream.range(0, WRITERS)
                    .mapToObj(number -> threads.submit(() -> writer.write(number)))
                    .toList();
            for (var one : running) {
                answers.addAll(one.get());
            }
        }
        return answers;
    }

    private static Gateway gateway(int writer) {
        return writer % 2 == 0 ? ONE : OTHER;
    }

    private static JsonNode shown(Gateway gateway, String id) {
        return gateway.call("GET", "/workflows/" + id)
                .as("ada")
                .send()
                .expect(200)
                .json();
    }

    private static List<String> webhookIds(String id) {
        return IntStream.rangeClosed(1, WRITERS * ROUNDS)
                .mapToObj(version -> ONE.call("GET", "/workflows/" + id + "/versions/" + version)
                        .as("ada")
                        .send()
                        .json()
                        .path("webhooks")
                        .path(0)
                        .path("id")
                        .stringValue())
                .distinct()
                .toList();
    }
}
