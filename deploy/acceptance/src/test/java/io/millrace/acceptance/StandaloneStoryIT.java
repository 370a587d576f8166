package io.millrace.acceptance;

import io.millrace.acceptance.story.Stage;
import io.millrace.acceptance.story.Story;
import io.millrace.acceptance.system.Standalone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The story on everything in one process, as {@code deploy/up} starts it. */
class StandaloneStoryIT {

    private static Stage stage;

    @BeforeAll
    static void start() {
        stage = Stage.on(Standalone.start());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @TestFactory
    Stream<DynamicTest> story() {
        return Story.on(stage);
    }
}
