package io.millrace.gateway.credential;

import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.CredentialTypes;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Problem;
import io.millrace.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a user hands in. Refusals name places and rules, never what is there.
 *
 * @param name for people; the credential's id by default
 * @param data of at most {@value #MAX_DATA_BYTES} bytes
 */
record CredentialRequest(String type, Optional<String> name, ObjectNode data) {
    static final int MAX_DATA_BYTES = 64 * 1024;

    private static final int MAX_NAME_LENGTH = 200;
    private static final Set<String> MEMBERS = Set.of("type", "name", "data");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static CredentialRequest read(byte[] body) {
        JsonNode document = document(body);
        List<Problem.Flaw> flaws = new ArrayList<>();
        document.propertyNames().stream()
                .filter(member -> !MEMBERS.contains(member))
                .forEach(member -> flaws.add(
                        new Problem.Flaw("/" + member.replace("~", "~0").replace("/", "~1"), "unknown key")));
        JsonNode name = document.path("name");
        boolean named = !name.isMissingNode() && !name.isNull();
        if ((named && name.stringValue("").isBlank()) || name.stringValue("").length() > MAX_NAME_LENGTH) {
            flaws.add(new Problem.Flaw("/name", "must be a text of at most " + MAX_NAME_LENGTH + " characters"));
        }
        Optional<CredentialType> type = document.path("type").stringValueOpt().flatMap(CredentialTypes::find);
        if (type.isEmpty()) {
            flaws.add(new Problem.Flaw(
                    "/type",
                    "must be one of "
                            + CredentialTypes.all().stream()
                                    .map(CredentialType::name)
                                    .toList()));
        }
        JsonNode data = document.path("data");
        if (!data.isObject()) {
            flaws.add(new Problem.Flaw("/data", "must be an object"));
        } else if (JSON.writeValueAsBytes(data).length > MAX_DATA_BYTES) {
            flaws.add(new Problem.Flaw("/data", "must have at most " + MAX_DATA_BYTES + " bytes"));
        } else {
            type.ifPresent(known -> known.problems("/data", data)
                    .forEach(problem -> flaws.add(new Problem.Flaw(problem.pointer(), problem.message()))));
        }
        if (!flaws.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "this is no credential").withErrors(flaws);
        }
        return new CredentialRequest(
                type.orElseThrow().name(), named ? name.stringValueOpt() : Optional.empty(), (ObjectNode) data);
    }

    /** What is encrypted. */
    byte[] plain() {
        return JSON.writeValueAsBytes(data);
    }

    private static JsonNode document(byte[] body) {
        try {
            JsonNode document = JSON.readTree(body);
            if (document.isObject()) {
                return document;
            }
        } catch (JacksonException e) {
            // Its message may repeat a piece of the body.
            throw new ProblemException(ProblemType.INVALID_BODY, "the body is not JSON");
        }
        throw new ProblemException(ProblemType.INVALID_BODY, "the body is no JSON object");
    }

    /** Without the data: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "CredentialRequest[" + type + "]";
    }
}
