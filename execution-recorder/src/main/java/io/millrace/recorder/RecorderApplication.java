package io.millrace.recorder;

import io.millrace.recorder.rebuild.RebuildCommand;
import io.millrace.schemas.process.FatalErrors;
import io.millrace.web.OpenPaths;
import io.millrace.web.WebContract;
import java.util.Arrays;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The recorder: {@code record} folds the topics into PostgreSQL, {@code query} answers from there. */
@SpringBootApplication
@EnableConfigurationProperties(RecorderSettings.class)
@Import(WebContract.class)
public class RecorderApplication {
    /** The application as it is started everywhere, alone or beside the others in one JVM. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(RecorderApplication.class)
                .properties("spring.config.name=execution-recorder");
    }

    @Bean
    OpenPaths openPaths() {
        return OpenPaths.of();
    }

    /** The service, or what the first argument names: {@code rebuild}. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("rebuild")) {
            RebuildCommand.main(Arrays.copyOfRange(arguments, 1, arguments.length));
        } else {
            FatalErrors.endTheProcess();
            application().run(arguments);
        }
    }
}
