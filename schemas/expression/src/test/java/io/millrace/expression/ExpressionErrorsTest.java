package io.millrace.expression;

import static io.millrace.expression.ExpressionFixture.evaluate;
import static io.millrace.expression.ExpressionFixture.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.event.Failure;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ExpressionErrorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {{ trigger.body.none > 1 }}             | must evaluate to numeric or string values
                    {{ 1 < null }}                          | must evaluate to numeric or string values
                    {{ trigger.body.none + 1 }}             | must evaluate to a number
                    {{ "a" < 1 }}                           | same data type
                    {{ $eval("1 + 1") }}                    | $eval is not available
                    {{ "1" ~> $eval }}                      | $eval is not available
                    {{ ($f := $eval; $f("1")) }}            | $eval is not available
                    {{ $error("no stock") }}                | no stock
                    {{ $number("x") }}                      | the expression failed: For input
                    {{ $nothing(1) }}                       | Attempted to invoke a non-function
                    {{ $sum }}                              | is a function
                    {{ {"f": function($x) { $x }} }}        | is a function
                    {{ /a/ }}                               | is a function
                    {{ 1 / 0 }}                             | Number out of range
                    {{ ($f := function($n) { 1 + $f($n) }; $f(1)) }} | recurses too deeply
                    {{ ($f := function($n) { {"a": $n = 0 ? 1 : $f($n - 1)} }; $f(300)) }} | levels deep
                    {{ $pad("", 9000000) }}                 | $pad makes at most
                    {{ [1..9000000] }}                      | takes more than
                    {{ [1..1000000].("aaaaaaaaaa") }}       | takes more than
                    """)
    void namesTheReason(String template, String reason) {
        ExpressionException error =
                failure(() -> evaluate("{\"v\":" + JsonMapper.shared().writeValueAsString(template) + "}"));
        assertThat(error).hasMessageContaining(reason);
        assertThat(error.parameter()).isEqualTo("/values/v");
        assertThat(error.position().orElseThrow()).isBetween(2, template.length());
    }

    @Test
    void namesTheParameterByPointerAndThePlaceInItsText() {
        ExpressionException error =
                failure(() -> evaluate("{\"a/b\": [0, {\"c\": \"total {{ 'x' }} {{ trigger.body.none > 1 }}\"}]}"));
        assertThat(error.parameter()).isEqualTo("/values/a~1b/1/c");
        assertThat(error.position().orElseThrow()).isGreaterThanOrEqualTo("total {{ 'x' }} {{".length());
    }

    @Test
    void becomesAFailureThatIsNotWorthATry() {
        Failure failure = failure(() -> evaluate("\"{{ null > 1 }}\"")).failure("big");
        assertThat(failure.getType()).isEqualTo("expression");
        assertThat(failure.getNodeId()).contains("big");
        assertThat(failure.getParameter()).contains("/values");
        assertThat(failure.getPosition()).isPresent();
        assertThat(failure.getRetryable()).isFalse();
    }

    @Test
    void aTemplateThatDoesNotParseIsRefusedWhenItIsCompiled() {
        ExpressionException error = failure(() -> ExpressionFixture.set("{\"values\": {\"v\": \"a {{ 1 + }}\"}}"));
        assertThat(error.parameter()).isEqualTo("/values/v");
        assertThat(error.position()).isPresent();
    }

    @Test
    void aMissingParameterIsNamed() {
        ExpressionException error = failure(() -> ExpressionFixture.compile("http", "{\"url\": \"{{ input.none }}\"}")
                .in(scope())
                .require("url"));
        assertThat(error.parameter()).isEqualTo("/url");
    }

    @Test
    void oneCallsExpressionsShareTheBoundOnSize() {
        String half = "\"{{ $pad('', 5000000) }}\"";
        assertThat(failure(() -> evaluate("[" + half + "," + half + "]"))).hasMessageContaining("takes more than");
    }

    @Test
    void evaluationLeavesTheScopeAsItWas() {
        Scope scope = scope();
        String before = scope.root().toString();
        evaluate("[\"{{ trigger ~> |body|{'id': 1}, 'none'| }}\", \"{{ $sort(nodes.list[$ != null]) }}\"]", scope);
        evaluate("\"{{ ($trigger := 1; $append(nodes.list, 5); $merge([input, {'a': 1}])) }}\"", scope);
        assertThat(scope.root().toString()).isEqualTo(before);
        assertThat(evaluate("\"{{ trigger }}\"", scope)).isEqualTo(evaluate("\"{{ $trigger }}\"", scope));
    }

    private static ExpressionException failure(Callable<?> call) {
        return catchThrowableOfType(ExpressionException.class, call::call);
    }
}
