package io.millrace.schemas.template;

/**
 * Reads a source from left to right and tells at every place whether an expression could end there. Without a slash
 * this is exact as far as quotes and brackets go; a slash may begin a regular expression or a comment, which only the
 * parser can tell from a division, so from there on any place may do.
 */
final class Brackets {

    private final String string;
    private int next;
    private int depth;
    private int deepest;
    private char quote;
    private boolean slash;

    Brackets(String string, int start) {
        this.string = string;
        this.next = start;
    }

    /** Reads on up to an index, exclusive; one not before the last. */
    void readTo(int end) {
        while (next < end) {
            read(string.charAt(next++));
        }
    }

    private void read(char c) {
        if (quote != 0) {
            if (c == '\\' && quote != '`') {
                next++;
            } else if (c == quote) {
                quote = 0;
            }
            return;
        }
        switch (c) {
            case '(', '[', '{' -> deepest = Math.max(deepest, ++depth);
            case ')', ']', '}' -> depth--;
            case '"', '\'', '`' -> quote = c;
            case '/' -> slash = true;
            default -> {
                // nothing that nests
            }
        }
    }

    /** Whether an expression could end here. */
    boolean mayEnd() {
        return slash || (depth == 0 && quote == 0);
    }

    /** Whether no expression can end anywhere from here on. */
    boolean isHopeless() {
        return !slash && depth < 0;
    }

    /** The deepest nesting so far. */
    int deepest() {
        return deepest;
    }
}
