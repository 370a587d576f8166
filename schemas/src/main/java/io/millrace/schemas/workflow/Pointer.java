package io.millrace.schemas.workflow;

/**
 * A JSON pointer (RFC 6901) that grows by one step at a time.
 *
 * @param text the pointer as it is written
 */
record Pointer(String text) {

    static final Pointer ROOT = new Pointer("");

    Pointer at(String key) {
        return new Pointer(text + "/" + key.replace("~", "~0").replace("/", "~1"));
    }

    Pointer at(int index) {
        return new Pointer(text + "/" + index);
    }

    @Override
    public String toString() {
        return text;
    }
}
