package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.system.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that lists the settings has each of them, with the default that the code gives it. */
class ConfigurationPageTest {

    private static final Pattern SETTING = Pattern.compile("@DefaultValue\\(\"([^\"]*)\"\\)\\s+\\w+\\s+(\\w+)");

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingIsThereWithItsDefault(Path source) throws IOException {
        String page = Files.readString(Project.path("deploy/docs/configuration.md"));
        Matcher setting = SETTING.matcher(Files.readString(source));

        while (setting.find()) {
            String name = setting.group(2).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            assertThat(page)
                    .containsPattern("\\| `millrace\\.([a-z-]+\\.)*" + name + "` \\| `?"
                            + Pattern.quote(setting.group(1)) + "`? \\|");
        }
    }

    static Stream<Path> settings() throws IOException {
        try (Stream<Path> files = Files.walk(Project.path(""))) {
            return files
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith("Settings.java"))
                    .filter(ConfigurationPageTest::bindsProperties)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static boolean bindsProperties(Path file) {
        try {
            return Files.readString(file).contains("@ConfigurationProperties(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
