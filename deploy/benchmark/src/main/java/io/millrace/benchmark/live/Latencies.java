package io.millrace.benchmark.live;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Times in microseconds from all followers; read and begun anew between phases. */
final class Latencies {
    private final Recorder recorder = new Recorder(3);

    void record(long micros) {
        recorder.recordValue(micros);
    }

    /** What came since the last time that it was asked. */
    Histogram take() {
        return recorder.getIntervalHistogram();
    }
}
