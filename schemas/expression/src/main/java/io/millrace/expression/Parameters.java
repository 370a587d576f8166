package io.millrace.expression;

import com.dashjoin.jsonata.Jsonata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's parameters in one scope. A parameter is evaluated each time that it is asked for, on the caller's thread and
 * without a limit in time: whoever calls bounds that. Values are bounded in depth and size.
 *
 * <p>Every method throws {@link ExpressionException} if the parameter cannot be evaluated.
 */
public final class Parameters {

    private final Map<String, CompiledValue> values;
    private final Scope scope;

    Parameters(Map<String, CompiledValue> values, Scope scope) {
        this.values = values;
        this.scope = scope;
    }

    /** The parameter's value, or its default; absent if there is neither or if the expression's value is missing. */
    public Optional<Json> find(String name) {
        return Optional.ofNullable(evaluate(name)).map(Json::ofTree);
    }

    /** The parameter's value where the node cannot do without. */
    public Json require(String name) {
        return find(name).orElseThrow(() -> ExpressionException.unusable("the value is missing", name));
    }

    /** The parameter's string form; absent where the value is missing or null. */
    public Optional<String> text(String name) {
        return find(name).filter(value -> !value.isNull()).map(Json::text);
    }

    /** The parameter as a condition, by JSONata's {@code $boolean}; missing is false. */
    public boolean condition(String name) {
        Object value = evaluate(name);
        return value != null && !value.equals(Jsonata.NULL_VALUE) && Jsonata.boolize(value);
    }

    /** All of them evaluated now; what is asked for later costs nothing and cannot fail. */
    public Parameters evaluated() {
        Map<String, CompiledValue> constants = new LinkedHashMap<>();
        for (String name : values.keySet()) {
            Object value = evaluate(name);
            if (value != null) {
                constants.put(name, new CompiledValue.Constant(value));
            }
        }
        return new Parameters(constants, scope);
    }

    private @Nullable Object evaluate(String name) {
        CompiledValue value = values.get(name);
        return value == null ? null : value.evaluate(scope, new Output());
    }
}
