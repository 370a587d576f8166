package io.millrace.schemas.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.workflow.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CredentialTypesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            header                  | {"name":"X-Api-Key","value":"canary"}
            basic                   | {"username":"ada","password":"canary"}
            bearer                  | {"token":"canary"}
            hmac                    | {"secrets":["canary"]}
            oauth2ClientCredentials | {"tokenUrl":"https://a.example/token","clientId":"a","clientSecret":"canary"}
            oauth2AuthorizationCode | {"authorizeUrl":"https://a.example/authorize","tokenUrl":"https://a.example/token","clientId":"a","clientSecret":"canary","scope":"x y"}
            smtp                    | {"host":"mail.example","port":587,"username":"ada","password":"canary"}
            generic                 | {"deep":[{"er":"canary"}],"port":1}
            """)
    void eachTypeTakesItsDataAndKnowsWhatIsSecret(String name, String data) {
        CredentialType type = CredentialTypes.find(name).orElseThrow();

        assertThat(type.problems("/data", JSON.readTree(data))).isEmpty();
        assertThat(type.secrets(JSON.readTree(data))).containsExactly("canary");
        assertThat(type.description()).isNotBlank();
        assertThat(type.problems("/data", JSON.readTree("[]")))
                .extracting(Problem::pointer)
                .contains("/data");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            header                  | {"name":"X Api","value":"canary"}                   | /data/name
            header                  | {"name":"X-Api","value":"canary\\ncanary"}        | /data/value
            header                  | {"name":"X-Api","value":"canary","colour":"canary"} | /data/colour
            basic                   | {"username":"a:b","password":"canary"}              | /data/username
            bearer                  | {"token":"canary canary"}                           | /data/token
            hmac                    | {"secrets":[]}                                      | /data/secrets
            oauth2ClientCredentials | {"tokenUrl":"ftp://canary","clientId":"a","clientSecret":"canary"} | /data/tokenUrl
            smtp                    | {"host":"mail.example","port":0}                    | /data/port
            smtp                    | {"host":"mail.example","port":25,"security":"canary"} | /data/security
            """)
    void whatIsRefusedIsNamedButNotRepeated(String name, String data, String pointer) {
        List<Problem> problems = CredentialTypes.find(name).orElseThrow().problems("/data", JSON.readTree(data));

        assertThat(problems).extracting(Problem::pointer).containsExactly(pointer);
        assertThat(problems).allSatisfy(problem -> assertThat(problem.message()).doesNotContain("canary"));
    }

    @Test
    void anOpenCredentialIsNotPrinted() {
        var data = (ObjectNode) JSON.readTree("{\"tokenUrl\":\"u\",\"clientSecret\":\"canary\"}");
        var token = (ObjectNode) JSON.readTree("{\"accessToken\":\"at\",\"refreshToken\":\"rt\",\"scope\":\"s\"}");
        var open = new OpenCredential("a", CredentialType.OAUTH2_CLIENT_CREDENTIALS, data, Optional.of(token));

        assertThat(open).asString().doesNotContain("canary").doesNotContain("rt");
        assertThat(open.secrets()).containsExactlyInAnyOrder("canary", "at", "rt");
        assertThat(open.text("clientSecret")).isEqualTo("canary");
    }
}
