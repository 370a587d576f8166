package io.millrace.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import io.millrace.notifier.stream.Events;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.stream.Cursor;
import io.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is really sent, held against what is published. */
class ContractTest {
    private final MessageContract contract = new MessageContract();

    @Test
    void everyMessageIsWhatItsSchemaSays(@TempDir Path folder) throws Exception {
        List<JsonNode> session = session(folder);

        assertThat(session.stream().map(message -> message.get("type").asString()))
                .as("the session shows every message that there is")
                .containsAll(contract.schemas().keySet());
        assertThat(session.stream().flatMap(message -> contract.violations(message).stream()))
                .isEmpty();
        var client = new GeneratedClient(contract, java.nio.file.Files.createDirectory(folder.resolve("client")));
        assertThat(session)
                .allSatisfy(message -> assertThat(client.read(message)).isNotNull());
    }

    /** Over a WebSocket and over Server-Sent Events, with names and without. */
    private static List<JsonNode> session(Path folder) throws Exception {
        String ann = "ann-" + UUID.randomUUID();
        String old = new Cursor("another", List.of(1L), List.of(1L)).encode();
        var service =
                new Service(new Users(folder), "millrace.sockets.heartbeat=300ms", "millrace.stream.preview-size=1KB");
        try (var writer = new Writer(Servers.kafka());
                var socket = service.socket(ann)
                        .send("{\"type\":\"subscribe\",\"subscription\":\"s\",\"workflowId\":\"orders\"}")
                        .send("{\"type\":\"subscribe\",\"cursor\":\"" + old + "\"}")
                        .send("{\"type\":\"ping\"}")
                        .send("nonsense");
                var events = service.events(ann, "", Optional.of(old))) {
            socket.first("reload");
            events.first("reload");
            Events execution = Events.of(ann, "orders", 0);
            writer.trigger(execution);
            writer.commit(execution.queued(1), execution.started(), execution.nodeStarted(3));
            writer.commit(execution.attemptFailed(4), execution.waiting(5), execution.logs(6));
            writer.commit(execution.completed(7, "{\"a\":[1,null]}"));
            writer.commit(execution.completed(8, "\"" + "x".repeat(2000) + "\""));
            writer.commit(execution.failed(9));
            writer.write(new EventRecords("test").command(Topics.TRIGGERS, execution.deleted(), UUID.randomUUID()));
            writer.execute(Events.of("bob", "orders", 1), 1);
            for (Messages client : List.of(socket, events)) {
                client.first("execution.deleted");
                client.first("heartbeat");
            }
            service.close();
            socket.closeCode();
            var session = new ArrayList<>(socket.all());
            session.addAll(events.all());
            assertThat(types(socket)).containsAll(types(events));
            return session;
        }
    }

    private static List<String> types(Messages client) {
        return client.all().stream()
                .map(message -> message.get("type").asString())
                .distinct()
                .collect(Collectors.toList());
    }
}
