package io.millrace.expression;

/** One form for numbers that are equal. */
final class Numbers {

    /** Up to here every whole double is exactly one integer. */
    private static final double MAX_EXACT = 1L << 53;

    private Numbers() {}

    /** The number as an integer if it is a whole one that a double holds exactly. */
    static Number plain(double number) {
        return Math.abs(number) <= MAX_EXACT && number == Math.rint(number) ? plain((long) number) : (Number) number;
    }

    /** The number as JSONata's own literals are held: an {@code Integer} if it fits. */
    static Number plain(long number) {
        return number == (int) number ? (Number) (int) number : (Number) number;
    }
}
