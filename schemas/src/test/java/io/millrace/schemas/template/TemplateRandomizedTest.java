package io.millrace.schemas.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.template.Template.Expression;
import io.millrace.schemas.template.Template.Part;
import io.millrace.schemas.template.Template.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;

class TemplateRandomizedTest {

    private static final List<String> ATOMS = List.of("a", "1.5", "\"}}\"", "'{{'", "`x }}`", "nodes.b.c", "$now()");
    private static final List<String> NOISE = List.of(
            "{", "}", "}}", "{{", "\\", "\\{{", "\"", "'", "`", "/", "/*", "*/", "(", ")", "[", "a", " ", "+", "😀");

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    @RepeatedTest(20)
    void partsComeBackAsTheyWereWritten() {
        List<Part> parts = new ArrayList<>();
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            if (random.nextBoolean() && (parts.isEmpty() || parts.getLast() instanceof Expression)) {
                String text = pick(List.of("x", " }} ", "{", "😀", "\"", "{{"));
                // A single brace before an expression would belong to its opening pair.
                text = text.equals("{") ? "{ " : text;
                parts.add(new Text(text));
                string.append(text.replace("{{", "\\{{"));
            } else {
                String source = " " + source(4) + " ";
                parts.add(new Expression(source, string.length() + 2));
                string.append("{{").append(source).append("}}");
            }
        }

        assertThat(Template.parse(string.toString()).parts())
                .as("seed %s, string %s", seed, string)
                .isEqualTo(parts);
    }

    @RepeatedTest(20)
    void noiseIsParsedOrRefusedWithAPlaceInside() {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            noise.append(pick(NOISE));
        }
        try {
            Template.parse(noise.toString());
        } catch (TemplateSyntaxException e) {
            assertThat(e.position()).as("seed %s, string %s", seed, noise).isBetween(0, noise.length());
        }
    }

    private String source(int depth) {
        if (depth == 0) {
            return pick(ATOMS);
        }
        return switch (random.nextInt(6)) {
            case 0 -> "{\"k\":" + source(depth - 1) + "}";
            case 1 -> "[" + source(depth - 1) + "," + source(depth - 1) + "]";
            case 2 -> "(" + source(depth - 1) + ")";
            case 3 -> source(depth - 1) + " & " + source(depth - 1);
            case 4 -> "$f(" + source(depth - 1) + ", /[{{}}]/)";
            default -> pick(ATOMS);
        };
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
