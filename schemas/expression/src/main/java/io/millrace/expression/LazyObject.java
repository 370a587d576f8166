package io.millrace.expression;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tree's object whose members are read when they are looked up. */
final class LazyObject extends AbstractMap<String, Object> {

    private final Map<String, Json> members;

    LazyObject(Map<String, Json> members) {
        this.members = members;
    }

    @Override
    public @Nullable Object get(Object key) {
        Json member = members.get(key);
        return member == null ? null : member.tree();
    }

    @Override
    public boolean containsKey(Object key) {
        return members.containsKey(key);
    }

    @Override
    public Set<String> keySet() {
        return members.keySet();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return members.entrySet().stream()
                        .map(member ->
                                Map.entry(member.getKey(), member.getValue().tree()))
                        .iterator();
            }

            @Override
            public int size() {
                return members.size();
            }
        };
    }
}
