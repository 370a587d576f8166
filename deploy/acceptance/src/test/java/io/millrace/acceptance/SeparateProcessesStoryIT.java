package io.millrace.acceptance;

import io.millrace.acceptance.story.Stage;
import io.millrace.acceptance.story.Story;
import io.millrace.acceptance.system.SeparateProcesses;
import io.millrace.fixture.Servers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The story on the four built jars as processes of their own. */
class SeparateProcessesStoryIT {

    private static Stage stage;

    @BeforeAll
    static void start() {
        stage = Stage.on(SeparateProcesses.start(Servers.kafka(), Servers.postgres()));
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
