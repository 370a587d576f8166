package io.millrace.worker.node.type.code.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A script and what it sees.
 *
 * @param source the body of a function
 * @param time what the script's clock shows, in ms since 1970
 * @param seed where its random numbers begin
 * @param maxOutput how many bytes its result may take
 * @param input JSON, UTF-8, as all payloads
 * @param trigger JSON
 * @param nodes JSON by node id
 */
public record Request(
        String source,
        long time,
        int seed,
        int maxOutput,
        ByteBuffer input,
        ByteBuffer trigger,
        Map<String, ByteBuffer> nodes) {

    /** Writes it in the form that {@link #read} reads. */
    public void write(DataOutputStream out) throws IOException {
        Wire.write(out, source);
        out.writeLong(time);
        out.writeInt(seed);
        out.writeInt(maxOutput);
        Wire.write(out, input);
        Wire.write(out, trigger);
        out.writeInt(nodes.size());
        for (Map.Entry<String, ByteBuffer> node : nodes.entrySet()) {
            Wire.write(out, node.getKey());
            Wire.write(out, node.getValue());
        }
    }

    /** Reads one; it comes from the worker, so nothing bounds it here. */
    static Request read(DataInputStream in) throws IOException {
        String source = Wire.readText(in, Integer.MAX_VALUE);
        long time = in.readLong();
        int seed = in.readInt();
        int maxOutput = in.readInt();
        ByteBuffer input = Wire.readBytes(in, Integer.MAX_VALUE);
        ByteBuffer trigger = Wire.readBytes(in, Integer.MAX_VALUE);
        Map<String, ByteBuffer> nodes = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            nodes.put(Wire.readText(in, Integer.MAX_VALUE), Wire.readBytes(in, Integer.MAX_VALUE));
        }
        return new Request(source, time, seed, maxOutput, input, trigger, nodes);
    }
}
