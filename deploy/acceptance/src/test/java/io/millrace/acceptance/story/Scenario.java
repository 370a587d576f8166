package io.millrace.acceptance.story;

/** One thing that users can rely on, by a sentence that says it. */
record Scenario(String sentence, Play play) {

    /** Plays it; fails where it is not so. */
    interface Play {
        void on(Stage stage) throws Exception;
    }
}
