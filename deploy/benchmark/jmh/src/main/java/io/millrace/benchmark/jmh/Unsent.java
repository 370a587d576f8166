package io.millrace.benchmark.jmh;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A real connection whose statements take their values, encoded as the driver encodes them, and are never sent: they
 * touch no row and return none.
 */
final class Unsent {
    private static final ResultSet EMPTY = proxy(ResultSet.class, (_, method, _) -> nothing(method));

    private Unsent() {}

    static Connection over(Connection real) {
        return proxy(Connection.class, (_, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> statement(PreparedStatement.class, (Statement) invoke(real, method, arguments));
            case "createStatement" -> statement(Statement.class, (Statement) invoke(real, method, arguments));
            default -> invoke(real, method, arguments);
        });
    }

    private static <S extends Statement> S statement(Class<S> type, Statement real) {
        return proxy(type, (_, method, arguments) -> switch (method.getName()) {
            case "executeQuery", "getResultSet" -> EMPTY;
            case "execute", "executeUpdate", "getMoreResults", "getUpdateCount" -> nothing(method);
            default -> invoke(real, method, arguments);
        });
    }

    private static @Nullable Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? 0 : null;
    }

    private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Unsent.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
