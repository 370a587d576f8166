package io.millrace.standalone;

import io.millrace.schemas.topic.Topics;
import io.millrace.standalone.DeadLetterTopic.Letter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Shows the records that a service could not use, and sends them again once it can. */
public final class DeadLettersCommand {
    private static final String USAGE = """
            usage: deploy/dead-letters list SERVICE [--kafka HOST:PORT] [--config FILE]
                   deploy/dead-letters redrive SERVICE ID… | --all [--kafka HOST:PORT] [--config FILE]""";

    private DeadLettersCommand() {}

    /** Ends with status 2 where the command line makes no sense. */
    public static void main(String[] arguments) throws IOException {
        try {
            run(arguments);
        } catch (UsageException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    static void run(String... arguments) throws IOException {
        Properties clients = new Properties();
        clients.setProperty("bootstrap.servers", "localhost:8084");
        List<String> words = new ArrayList<>();
        boolean all = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--all" -> all = true;
                case "--kafka" -> clients.setProperty("bootstrap.servers", value(arguments, i++));
                case "--config" -> {
                    try (Reader file = Files.newBufferedReader(Path.of(value(arguments, i++)))) {
                        clients.load(file);
                    }
                }
                default -> words.add(arguments[i]);
            }
        }
        if (words.size() < 2) {
            throw new UsageException("say what to do and whose letters");
        }
        var topic = new DeadLetterTopic(words.get(1), clients);
        switch (words.getFirst()) {
            case "list" -> list(topic);
            case "redrive" -> redrive(topic, words.subList(2, words.size()), all);
            default -> throw new UsageException("'" + words.getFirst() + "' is neither list nor redrive");
        }
    }

    private static void list(DeadLetterTopic topic) {
        topic.letters()
                .values()
                .forEach(letter -> System.out.println(letter.id() + "\t" + letter.time() + "\t" + letter.reason()));
    }

    private static void redrive(DeadLetterTopic topic, List<String> ids, boolean all) {
        if (ids.isEmpty() != all) {
            throw new UsageException("name the letters, or say --all");
        }
        Map<String, Letter> letters = topic.letters();
        for (String id : ids) {
            if (!letters.containsKey(id)) {
                throw new UsageException("there is no letter " + id + " that was not sent again already");
            }
        }
        List<Letter> chosen = letters.values().stream()
                .filter(letter -> all || ids.contains(letter.id()))
                .toList();
        for (Letter letter : chosen) {
            if (letter.id().contains("/" + Topics.EVENTS + "/")) {
                throw new UsageException(
                        letter.id()
                                + " is an event: sent again it would come twice; the history is mended from the topics instead");
            }
        }
        topic.redrive(chosen);
        System.out.println("sent " + chosen.size() + " again");
    }

    private static String value(String[] arguments, int option) {
        if (option + 1 == arguments.length) {
            throw new UsageException(arguments[option] + " wants a value");
        }
        return arguments[option + 1];
    }
}
