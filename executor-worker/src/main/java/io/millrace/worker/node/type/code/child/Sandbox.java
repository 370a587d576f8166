package io.millrace.worker.node.type.code.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * Runs scripts that reach nothing outside, each in a context of its own that is thrown away after it. Neither time nor
 * memory is bounded here: whoever started this process kills it. For one thread.
 */
final class Sandbox {

    private static final int MAX_SOURCES = 64;

    /** What the engine brings beyond the language. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("js.console", "false"),
            Map.entry("js.load", "false"),
            Map.entry("js.print", "false"),
            Map.entry("js.performance", "false"),
            Map.entry("js.graal-builtin", "false"),
            Map.entry("js.polyglot-builtin", "false"),
            Map.entry("js.java-package-globals", "false"),
            Map.entry("js.shared-array-buffer", "false"),
            Map.entry("js.atomics", "false"),
            Map.entry("js.timezone", "UTC"));

    private final Engine engine = Engine.newBuilder("js")
            .allowExperimentalOptions(true)
            // It is known: scripts are small, and the compiler would take more memory than they do.
            .option("engine.WarnInterpreterOnly", "false")
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .build();
    private final Source prelude =
            Source.newBuilder("js", resource("prelude.js"), "prelude").buildLiteral();
    /** Parsed once for as long as they are here. */
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    /** Runs a script to its end. */
    Reply run(Request request, Console console) {
        Source source = sources.computeIfAbsent(request.source(), Sandbox::function);
        try (Context context = context()) {
            Value functions = context.eval(prelude)
                    .execute(console, nodes(request), ids(request.nodes()), request.time(), request.seed());
            Value run = functions.getArrayElement(0);
            Value describe = functions.getArrayElement(1);
            try {
                Value body = context.eval(source);
                return reply(
                        run.execute(body, Wire.text(request.input()), Wire.text(request.trigger())), request, console);
            } catch (PolyglotException e) {
                return Thrown.in(source, e).described(describe).reply(console.dropped());
            }
        }
    }

    private Context context() {
        return Context.newBuilder("js")
                .engine(engine)
                .allowHostAccess(HostAccess.NONE)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowIO(IOAccess.NONE)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .allowNativeAccess(false)
                .allowCreateThread(false)
                .allowCreateProcess(false)
                .allowHostClassLoading(false)
                .allowInnerContextOptions(false)
                .allowValueSharing(false)
                .allowExperimentalOptions(true)
                .options(OPTIONS)
                .build();
    }

    private static ProxyExecutable nodes(Request request) {
        return ids -> Wire.text(Objects.requireNonNull(request.nodes().get(ids[0].asString())));
    }

    private static Reply reply(Value result, Request request, Console console) {
        String text = result.getArrayElement(1).asString();
        if (!result.getArrayElement(0).asBoolean()) {
            return new Reply.Failed(Reply.Kind.NOT_JSON, Console.bounded(text), 0, 0, console.dropped());
        }
        // Each character takes a byte or more: what is far too much need not be encoded to be known as such.
        byte[] json = text.length() > request.maxOutput() ? null : text.getBytes(StandardCharsets.UTF_8);
        return json == null || json.length > request.maxOutput()
                ? new Reply.Failed(
                        Reply.Kind.TOO_LARGE,
                        "the script returned more than %,d bytes".formatted(request.maxOutput()),
                        0,
                        0,
                        console.dropped())
                : new Reply.Returned(ByteBuffer.wrap(json), console.dropped());
    }

    /** The body begins on a line of its own, so its columns are the text's own and its lines one more. */
    private static Source function(String body) {
        return Source.newBuilder("js", "(function (input, trigger, nodes) {\n" + body + "\n})", Thrown.SOURCE)
                .buildLiteral();
    }

    /** Node ids have no character that JSON escapes. */
    private static String ids(Map<String, ByteBuffer> nodes) {
        return nodes.keySet().stream()
                .collect(Collectors.joining("\",\"", nodes.isEmpty() ? "[" : "[\"", nodes.isEmpty() ? "]" : "\"]"));
    }

    private static String resource(String name) {
        try (InputStream in = Sandbox.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
