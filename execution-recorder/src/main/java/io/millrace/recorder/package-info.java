/**
 * Folds the topics into PostgreSQL and answers from there. The way of a record: {@code record.Loop} reads it,
 * {@code fold.History} makes it part of a row, {@code record.HistorySink} writes that, {@code query} answers it.
 */
@NullMarked
package io.millrace.recorder;

import org.jspecify.annotations.NullMarked;
