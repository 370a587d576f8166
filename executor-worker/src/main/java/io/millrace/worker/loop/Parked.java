package io.millrace.worker.loop;

import io.millrace.worker.execution.Input;
import java.util.ArrayList;
import java.util.List;

/**
 * An execution whose version is not known yet.
 *
 * @param definitionsEnd the definitions must be known up to here before it is given up
 * @param inputs what it is to take in when it can
 */
record Parked(Origin origin, long definitionsEnd, List<Input> inputs) {
    Parked(Origin origin, long definitionsEnd) {
        this(origin, definitionsEnd, new ArrayList<>());
    }
}
