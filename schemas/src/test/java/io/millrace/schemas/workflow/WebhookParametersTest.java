package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.Definitions.node;
import static io.millrace.schemas.workflow.Definitions.problems;
import static io.millrace.schemas.workflow.Definitions.valid;
import static io.millrace.schemas.workflow.Definitions.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookParametersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"allowedIps\": [\"10.1.2.3\", \"10.0.0.0/8\", \"2001:db8::/32\", \"::1\"]",
                "\"cors\": {\"origins\": [\"*\"]}",
                "\"cors\": {\"origins\": [\"https://a.example:8443\"], \"headers\": [\"X-Key\"], \"maxAge\": \"PT10M\"}",
                "\"contentTypes\": [\"application/json\", \"image/*\"]",
                "\"rawBody\": true",
                "\"rateLimit\": {\"requests\": 10, \"per\": \"PT1M\"}",
                "\"auth\": []",
                "\"auth\": [{\"type\": \"header\", \"header\": \"X-Key\", \"credential\": \"k\"}, {\"type\": \"basic\", \"credential\": \"b\"}]",
                "\"auth\": [{\"type\": \"jwt\", \"jwksUrl\": \"https://a.example/keys?x=1\", \"audience\": \"a\"}]",
                "\"auth\": [{\"type\": \"jwt\", \"publicKey\": \"-----BEGIN PUBLIC KEY-----\\nMIIB\\n-----END PUBLIC KEY-----\\n\"}]",
                "\"auth\": [{\"type\": \"hmac\", \"scheme\": \"github\", \"credential\": \"k\"}]",
                "\"auth\": [{\"type\": \"hmac\", \"scheme\": \"stripe\", \"credential\": \"k\", \"tolerance\": \"PT1M\"}]",
                "\"auth\": [{\"type\": \"hmac\", \"scheme\": \"generic\", \"credential\": \"k\", \"header\": \"X-S\", \"algorithm\": \"sha512\","
                        + " \"encoding\": \"base64\", \"prefix\": \"s=\", \"timestampHeader\": \"X-T\", \"tolerance\": \"PT30S\","
                        + " \"content\": \"{timestamp}.{body}\", \"secretEncoding\": \"hex\"}]"
            })
    void thisIsUnderstood(String parameter) {
        assertThat(valid(definition(parameter)).nodes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "allowedIps": ["10.0.0.0/33"]                                                           | /allowedIps/0
            "allowedIps": ["::1", "localhost"]                                                      | /allowedIps/1
            "cors": {"origins": ["https://a.example/"]}                                             | /cors/origins/0
            "cors": {"origins": ["*"], "credentials": true}                                         | /cors/credentials
            "contentTypes": ["json"]                                                                | /contentTypes/0
            "rawBody": "yes"                                                                        | /rawBody
            "rateLimit": {"requests": 0}                                                            | /rateLimit/requests
            "rateLimit": {"requests": 1, "per": "PT0S"}                                             | /rateLimit/per
            "auth": {}                                                                              | /auth
            "auth": [{}]                                                                            | /auth/0
            "auth": [{"type": "none"}]                                                              | /auth/0/type
            "auth": [{"type": "basic"}]                                                             | /auth/0
            "auth": [{"type": "basic", "credential": "c", "password": "x"}]                         | /auth/0/password
            "auth": [{"type": "header", "header": "X Y", "credential": "c"}]                        | /auth/0/header
            "auth": [{"type": "jwt"}]                                                               | /auth/0
            "auth": [{"type": "jwt", "jwksUrl": "https://a.example/keys"}]                          | /auth/0
            "auth": [{"type": "jwt", "jwksUrl": "file:///etc/passwd", "audience": "a"}]             | /auth/0/jwksUrl
            "auth": [{"type": "jwt", "publicKey": "secret"}]                                        | /auth/0/publicKey
            "auth": [{"type": "hmac", "credential": "c"}]                                           | /auth/0
            "auth": [{"type": "hmac", "scheme": "md5", "credential": "c"}]                          | /auth/0/scheme
            "auth": [{"type": "hmac", "scheme": "github"}]                                          | /auth/0
            "auth": [{"type": "hmac", "scheme": "github", "credential": "c", "secret": "x"}]        | /auth/0/secret
            "auth": [{"type": "hmac", "scheme": "github", "credential": "c", "tolerance": "P1D"}]   | /auth/0/tolerance
            "auth": [{"type": "hmac", "scheme": "generic", "credential": "c"}]                      | /auth/0
            "auth": [{"type": "hmac", "scheme": "generic", "credential": "c", "header": "X", "content": "x"}] | /auth/0/content
            """)
    void thisIsRefusedAtItsPlace(String parameter, String place) {
        assertThat(problems(definition(parameter)))
                .extracting(Problem::pointer)
                .containsOnly("/nodes/0/parameters" + place);
    }

    private static String definition(String parameter) {
        return workflow(List.of(node("hook", "webhook", "{\"path\": \"in\", " + parameter + "}")));
    }
}
