package io.millrace.acceptance.system;

import java.util.Map;

/** What lets workflows call this machine, which the worker refuses by default. */
final class Loopback {

    /** For the worker's environment. */
    static final Map<String, String> ALLOWED = Map.of("MILLRACE_WORKER_HTTP_ALLOWEDTARGETS", "localhost,127.0.0.1");

    private Loopback() {}
}
