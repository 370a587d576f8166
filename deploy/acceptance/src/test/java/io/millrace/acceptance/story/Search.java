package io.millrace.acceptance.story;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.acceptance.system.MillraceSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks for a text, as it is and in base64, in the raw bytes of everything that a system keeps or shows. */
final class Search {
    private final MillraceSystem system;
    private final List<String> forms;

    /** @param text letters and digits, so that it looks the same in JSON and in URLs */
    Search(MillraceSystem system, String text) {
        this.system = system;
        this.forms = Stream.concat(Stream.of(text), IntStream.range(0, 3).mapToObj(offset -> inBase64(text, offset)))
                .toList();
    }

    /** Whether the text is there in any form. */
    boolean isIn(String text) {
        return forms.stream().anyMatch(text::contains);
    }

    /** The topics that hold it. */
    Set<String> topics() {
        Set<String> found = new TreeSet<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", system.kafka(), "isolation.level", "read_uncommitted");
        try (var reader = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = reader.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
                    if (parts(record).anyMatch(part -> isIn(new String(part, ISO_8859_1)))) {
                        found.add(record.topic());
                    }
                }
            }
        }
        return found;
    }

    /** The tables that hold it. */
    Set<String> tables() throws SQLException {
        Set<String> found = new TreeSet<>();
        var database = system.database();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                    + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        if (isIn(rows.getString(1))) {
                            found.add(table);
                        }
                    }
                }
            }
        }
        return found;
    }

    /** The log files that hold it. */
    List<Path> logs() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path place : system.logs()) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (isIn(Files.readString(file, ISO_8859_1))) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    /** The services whose metrics hold it. */
    List<URI> metrics() throws IOException, InterruptedException {
        List<URI> found = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (URI service : system.services()) {
                HttpResponse<String> page = http.send(
                        HttpRequest.newBuilder(service.resolve("/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (page.statusCode() != 200 || isIn(page.body())) {
                    found.add(service);
                }
            }
        }
        return found;
    }

    private static Stream<byte[]> parts(ConsumerRecord<byte[], byte[]> record) {
        Stream<byte[]> headers = Stream.of(record.headers().toArray()).map(Header::value);
        return Stream.concat(Stream.of(record.key(), record.value()), headers).filter(part -> part != null);
    }

    /** What base64 makes of it behind so many other bytes, without the characters that those decide too. */
    private static String inBase64(String text, int offset) {
        byte[] bytes = ("x".repeat(offset) + text).getBytes(ISO_8859_1);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        return encoded.substring((offset * 8 + 5) / 6, bytes.length * 8 / 6);
    }
}
