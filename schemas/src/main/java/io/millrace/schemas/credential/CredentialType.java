package io.millrace.schemas.credential;

import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.SchemaCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A kind of credential: what its data looks like and which of it is secret. Immutable. */
public final class CredentialType {
    public static final String HEADER = "header";
    public static final String BASIC = "basic";
    public static final String BEARER = "bearer";
    public static final String HMAC = "hmac";
    public static final String OAUTH2_CLIENT_CREDENTIALS = "oauth2ClientCredentials";
    public static final String OAUTH2_AUTHORIZATION_CODE = "oauth2AuthorizationCode";
    public static final String SMTP = "smtp";
    public static final String RESEND = "resend";
    public static final String LLM = "llm";
    public static final String GENERIC = "generic";

    private final String name;
    private final String description;
    private final JsonNode schema;
    private final SchemaCheck check;

    CredentialType(String name, JsonNode descriptor) {
        this.name = name;
        this.description = descriptor.required("description").stringValue();
        this.schema = descriptor.required("data");
        this.check = new SchemaCheck(schema);
    }

    public String name() {
        return name;
    }

    /** What it is for, for people. */
    public String description() {
        return description;
    }

    /** The JSON Schema of its data; what is {@code writeOnly} is secret. */
    public JsonNode schema() {
        return schema;
    }

    /**
     * What is wrong with the data; never repeats any of it.
     *
     * @param place where the data is, as a JSON pointer
     */
    public List<Problem> problems(String place, JsonNode data) {
        return check.check(place, data);
    }

    /** The texts in the data that must be shown nowhere. */
    public List<String> secrets(JsonNode data) {
        List<String> secrets = new ArrayList<>();
        if (isSecret(schema)) {
            collect(data, secrets);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (isSecret(property.getValue())) {
                collect(data.path(property.getKey()), secrets);
            }
        }
        return secrets;
    }

    /** Every text in a value, at any depth. */
    static void collect(JsonNode value, List<String> texts) {
        value.stringValueOpt().ifPresent(texts::add);
        value.forEach(inner -> collect(inner, texts));
    }

    private static boolean isSecret(JsonNode schema) {
        return schema.path("writeOnly").booleanValue(false);
    }
}
