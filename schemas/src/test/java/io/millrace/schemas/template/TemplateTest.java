package io.millrace.schemas.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.template.Template.Expression;
import io.millrace.schemas.template.Template.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    @Test
    void aStringWithoutExpressionsIsItsText() {
        assertThat(Template.parse("a } } { b").parts()).containsExactly(new Text("a } } { b"));
        assertThat(Template.parse("").parts()).isEmpty();
        assertThat(Template.parse("plain").isText()).isTrue();
    }

    @Test
    void oneExpressionAloneKeepsItsType() {
        Template template = Template.parse("{{ trigger.body.total }}");

        assertThat(template.singleExpression()).contains(new Expression(" trigger.body.total ", 2));
        assertThat(template.isText()).isFalse();
    }

    @Test
    void textAroundMakesItText() {
        Template template = Template.parse("https://x/{{ a }}/{{b}}?");

        assertThat(template.parts())
                .containsExactly(
                        new Text("https://x/"),
                        new Expression(" a ", 12),
                        new Text("/"),
                        new Expression("b", 20),
                        new Text("?"));
        assertThat(template.singleExpression()).isEmpty();
        assertThat(Template.parse(" {{ a }}").singleExpression()).isEmpty();
        assertThat(Template.parse("{{ a }}{{ b }}").singleExpression()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"b\":1}}",
                "{\"a\": {\"b\": {\"c\": {}}}}",
                " \"}}\" ",
                " '}} and \\\\}}' ",
                " `}}` ",
                " a /* }} */ + b ",
                " $match(x, /[{{}}]/) ",
                " $replace(x, /[({{}})]/, \"{{\") ",
                " (a + b) / 2 > {\"x\":{\"y\":1}}.x.y ",
                " a[b = {\"c\":{\"d\":1}}] ",
                " function($x){{\"a\":{\"b\":$x}}}(1) ",
            })
    void theEndIsWhereTheExpressionParses(String source) {
        assertThat(Template.parse("{{" + source + "}}").singleExpression()).contains(new Expression(source, 2));
        assertThat(Template.parse("}} {{" + source + "}} }} {{ c }}").parts())
                .containsExactly(
                        new Text("}} "),
                        new Expression(source, 5),
                        new Text(" }} "),
                        new Expression(" c ", 5 + source.length() + 8));
    }

    @Test
    void aBackslashMakesBracesLiteral() {
        assertThat(Template.parse("\\{{ a }} {{ b }} \\{{").parts())
                .containsExactly(new Text("{{ a }} "), new Expression(" b ", 11), new Text(" {{"));
        assertThat(Template.parse("\\{{").isText()).isTrue();
        assertThat(Template.parse("C:\\dir {{ a }}").parts()).first().isEqualTo(new Text("C:\\dir "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "ab {{ a | 3 | no closing",
                "x {{ }} | 5 | end of expression",
                "x {{ a b }} {{ c }} | 8 | Syntax error",
                "{{ (a }} {{ b) + }} | 7 | Expected",
                "{{ \"a }} | 6 | terminated",
                "{{ a + /[ }} | 10 | regular expression",
                "{{ /* }} | 6 | comment",
            })
    void mistakesAreNamedWithTheirPlace(String string, int position, String message) {
        TemplateSyntaxException e = catchThrowableOfType(TemplateSyntaxException.class, () -> Template.parse(string));

        assertThat(e).hasMessageContaining(message);
        assertThat(e.position()).isEqualTo(position);
    }

    @Test
    void hostileInputIsRefusedNotSuffered() {
        assertRefused("{{" + "(".repeat(5_000) + "1" + ")".repeat(5_000) + "}}", "deeply");
        assertRefused("{{" + "-".repeat(30_000) + "1}}", "deeply");
        assertRefused("{{ x" + ".a".repeat(30_000) + "}}", "deeply");
        assertRefused("{{" + "{".repeat(30_000) + "}".repeat(30_000) + "}}", "deeply");
        assertRefused("{{ a / " + "}".repeat(60_000), "");
        assertRefused("{{ a b " + "}".repeat(60_000), "");
        assertRefused("{{ \"" + "}".repeat(60_000), "");
        assertRefused("{{ a }} {{" + " ".repeat(TemplateParser.MAX_LENGTH), "at most");
        assertThat(Template.parse("a".repeat(1_000_000)).isText()).isTrue();
    }

    @Test
    void aBrokenExpressionLeavesTheParserWhole() {
        assertRefused("{{" + "[".repeat(90) + "-".repeat(30_000) + "}}".repeat(60), "");

        assertThat(Template.parse("{{ [a, b] }}").singleExpression()).isPresent();
    }

    private static void assertRefused(String string, String message) {
        assertThatThrownBy(() -> Template.parse(string))
                .isInstanceOf(TemplateSyntaxException.class)
                .hasMessageContaining(message);
    }
}
