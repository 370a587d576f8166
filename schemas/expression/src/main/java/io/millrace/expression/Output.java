package io.millrace.expression;

import com.dashjoin.jsonata.Jsonata;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes plain trees of what JSONata gives, within a bound for all that is asked of it. */
final class Output {

    /** More levels than these are refused; less than {@link JsonReader} takes. */
    static final int MAX_DEPTH = 250;
    /** About how many bytes may come out in all; whoever stores a value checks its exact size. */
    static final int MAX_SIZE = JsonReader.MAX_BYTES;

    private long left = MAX_SIZE;

    /** The value as a plain tree; null where it is missing. */
    @Nullable
    Object plain(Expression expression, @Nullable Object value) {
        return value == null ? null : plain(expression, value, 0);
    }

    private Object plain(Expression expression, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw expression.failure("the value is nested more than " + MAX_DEPTH + " levels deep");
        }
        take(expression, 4);
        return switch (value) {
            case null -> Jsonata.NULL_VALUE;
            case String string -> {
                take(expression, string.length());
                yield string;
            }
            case Integer number -> number;
            case Long number -> Numbers.plain(number);
            case Double number -> finite(expression, number);
            case BigInteger number -> number;
            case BigDecimal number -> number;
            case Boolean bool -> bool;
            case Map<?, ?> map -> {
                Map<String, Object> members = LinkedHashMap.newLinkedHashMap(map.size());
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    String name = String.valueOf(member.getKey());
                    take(expression, name.length());
                    members.put(name, plain(expression, member.getValue(), depth + 1));
                }
                yield Collections.unmodifiableMap(members);
            }
            case List<?> list -> {
                List<Object> items = new ArrayList<>();
                for (Object item : list) {
                    items.add(plain(expression, item, depth + 1));
                }
                yield Collections.unmodifiableList(items);
            }
            case Object other when other.equals(Jsonata.NULL_VALUE) -> other;
            default -> throw expression.failure("the value is a function or contains one");
        };
    }

    private static Number finite(Expression expression, double number) {
        if (!Double.isFinite(number)) {
            throw expression.failure("the value is not a finite number");
        }
        return Numbers.plain(number);
    }

    private void take(Expression expression, int size) {
        left -= size;
        if (left < 0) {
            throw expression.failure("the value takes more than " + MAX_SIZE + " bytes");
        }
    }
}
