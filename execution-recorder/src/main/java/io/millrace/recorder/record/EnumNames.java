package io.millrace.recorder.record;

import io.millrace.schemas.event.TriggerKind;
import java.util.Locale;

/** The names that the database's enum types, and so the answers, have for those of the events. */
final class EnumNames {
    private EnumNames() {}

    static String of(Enum<?> value) {
        return value == TriggerKind.SUB_WORKFLOW ? "subWorkflow" : value.name().toLowerCase(Locale.ROOT);
    }
}
