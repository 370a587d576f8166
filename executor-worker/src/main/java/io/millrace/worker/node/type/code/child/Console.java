package io.millrace.worker.node.type.code.child;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** Takes the lines that one run of a script logs and tells them as they come, up to a number of them. */
final class Console implements ProxyExecutable {

    private final DataOutputStream out;
    private int lines;
    private int dropped;

    Console(DataOutputStream out) {
        this.out = out;
    }

    @Override
    public Object execute(Value... arguments) {
        if (lines >= Reply.MAX_LINES) {
            dropped++;
        } else {
            lines++;
            try {
                new Reply.Logged(Reply.Level.valueOf(arguments[0].asString()), bounded(arguments[1].asString()))
                        .write(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }

    /** How many lines were too many. */
    int dropped() {
        return dropped;
    }

    static String bounded(String text) {
        return text.length() <= Reply.MAX_TEXT ? text : text.substring(0, Reply.MAX_TEXT);
    }
}
