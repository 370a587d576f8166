package io.millrace.acceptance.story;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The table of scenarios: what the README promises, in its order. */
public final class Story {

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("a definition is published and answers where it can be called", Publishing::isAnswered),
            new Scenario("equal content makes no new version", Publishing::makesNoVersionOfEqualContent),
            new Scenario("a definition is refused with a pointer to each problem", Publishing::isRefusedWithPointers),
            new Scenario("a webhook with curl's headers is run and every node recorded", Running::recordsEveryNode),
            new Scenario("a form is a body too", Running::takesForms),
            new Scenario("a manual run names who started it", Running::namesWhoStartedIt),
            new Scenario("a caller that waits is answered by a node", Answering::answersItsCaller),
            new Scenario("a caller that waits is answered at the end", Answering::answersAtTheEnd),
            new Scenario("a secret is used and shown nowhere", Keeping::showsNoSecret),
            new Scenario("a language model calls workflows", Talking::callsWorkflows),
            new Scenario("a draft is tried out beside the live version", Answering::triesOutADraft),
            new Scenario("two branches that call slow servers run at the same time", Running::overlapsBranches),
            new Scenario("a socket is told every event once and in order", Following::tellsEveryEventOnce),
            new Scenario("a socket goes on from the history's cursor", Following::goesOnFromTheHistory),
            new Scenario("a socket goes on from wherever an execution was read", Following::goesOnInMidRun),
            new Scenario("a stream of server-sent events tells the same", Following::streams),
            new Scenario("another service reads the events from Kafka", Following::readsFromKafka),
            new Scenario("an execution is run again from where it failed", Asking::runsAgain),
            new Scenario("a wait ends by a callback", Asking::endsAWait),
            new Scenario("an execution is cancelled", Asking::cancels),
            new Scenario("an execution is deleted", Asking::deletes),
            new Scenario("a schedule starts executions", Asking::startsBySchedule),
            new Scenario("a failed node fails the execution and is named", Failing::isNamed),
            new Scenario("a node may fail and the rest go on", Failing::endsPartial),
            new Scenario("an error can be handled by the workflow", Failing::isHandled),
            new Scenario("a failure is told to another workflow", Failing::isTold),
            new Scenario("an expression that fails says where", Failing::saysWhere),
            new Scenario("a script computes", Scripting::computes),
            new Scenario("a script cannot hurt", Scripting::cannotHurt),
            new Scenario("another user sees nothing", Refusing::hidesFromOthers),
            new Scenario("nobody comes in without a token", Refusing::wantsToken),
            new Scenario("a webhook that cannot be is refused", Refusing::refusesWebhooks));

    private Story() {}

    /** One test for each scenario. */
    public static Stream<DynamicTest> on(Stage stage) {
        return SCENARIOS.stream()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.sentence(), () -> scenario.play().on(stage)));
    }
}
