package io.millrace.expression;

/** JSON pointers, RFC 6901. */
final class Pointers {

    private Pointers() {}

    static String child(String parent, Object key) {
        return parent + "/" + key.toString().replace("~", "~0").replace("/", "~1");
    }
}
