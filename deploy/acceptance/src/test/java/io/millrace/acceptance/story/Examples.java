package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.Client;
import io.millrace.acceptance.system.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The definitions of {@code deploy/examples}. */
public final class Examples {

    public static final String ORDER_INTAKE = "order-intake";
    public static final String PRICE_LOOKUP = "price-lookup";
    public static final String SIGNUP_CHECK = "signup-check";

    /** An order that is big enough for a person to look at. */
    public static final String BIG_ORDER = """
            {"id": "A-17", "items": [{"price": 20, "quantity": 3}, {"price": 50, "quantity": 1}]}""";

    private Examples() {}

    /** A definition as it stands in its file. */
    public static String read(String name) {
        try {
            return Files.readString(Project.path("deploy/examples/" + name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes an example under its own name. */
    public static void publish(Client client, String name) {
        Answer answer = client.publish(name, read(name));
        assertThat(answer.status()).as("%s", answer).isIn(200, 201);
    }

    /** Starts an execution by a webhook and returns its id. */
    public static String start(Client client, String webhook, String json) {
        Answer answer = client.deliver(webhook, json);
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.field("executionId");
    }
}
