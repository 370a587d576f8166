package io.millrace.worker.node.type.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends where it becomes too long. */
final class BoundedBody extends FilterInputStream {
    private long left;
    private boolean tooLong;

    BoundedBody(InputStream body, long maxBytes) {
        super(body);
        this.left = maxBytes;
    }

    boolean isTooLong() {
        return tooLong;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            tooLong = tooLong || super.read() >= 0;
            return -1;
        }
        int count = super.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }
}
